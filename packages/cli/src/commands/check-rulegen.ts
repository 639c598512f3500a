import { readFlags } from "../check/flags.ts";
import type { Command } from "../command.ts";

const options: Command["options"] = [
  {
    name: "template",
    also: ["-t"],
    value: "FILE",
    meaning: "the template to write rules from",
  },
  {
    name: "output",
    also: ["-o"],
    value: "FILE",
    meaning: "write them there instead of printing them",
  },
];

/** Writes rules from a template that is as it should be. */
export const checkRulegen: Command = {
  name: "check rulegen",
  summary:
    "Write Guard rules from a template whose resources are as they should be.",
  usage: "-t TEMPLATE [-o FILE]",
  options,
  exits: {
    0: "written",
    1: "the template cannot be read, or is none",
    2: "wrong options",
  },

  async run(args) {
    const words = readFlags(options, args);
    const { run } = await import("../check/rulegen.ts");
    return run(words);
  },
};
