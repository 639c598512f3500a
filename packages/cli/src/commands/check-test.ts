import { readFlags } from "../check/flags.ts";
import type { Command } from "../command.ts";

const options: Command["options"] = [
  {
    name: "rules-file",
    also: ["-r"],
    value: "FILE",
    meaning: "the rules that are tested",
  },
  {
    name: "test-data",
    also: ["-t"],
    value: "PATH",
    meaning: "their tests: a file, or a directory of files",
  },
  {
    name: "dir",
    also: ["-d"],
    value: "DIRECTORY",
    meaning:
      "all rules below, each with the files in the directory tests beside it whose names begin with its own",
  },
  {
    name: "output-format",
    also: ["-o"],
    value: "FORMAT",
    meaning: "single-line-summary (text), json, yaml or junit",
  },
  {
    name: "alphabetical",
    also: ["-a"],
    meaning: "files of a directory by name, as they are anyway",
  },
  {
    name: "last-modified",
    also: ["-m", "-l"],
    meaning: "files by their last change, the oldest first",
  },
  {
    name: "verbose",
    also: ["-v"],
    meaning: "show how each rule was evaluated",
  },
];

/** Runs the tests of rules, as `cfn-guard test` has them. */
export const checkTest: Command = {
  name: "check test",
  summary: "Run the tests of Guard rules, as cfn-guard test has them.",
  usage: "-r RULES -t TESTS | -d DIRECTORY [options]",
  options,
  exits: {
    0: "every rule came to what its tests expect",
    7: "one did not",
    1: "rules do not parse, or tests cannot be read",
    2: "wrong options",
  },

  async run(args) {
    const words = readFlags(options, args);
    const { run } = await import("../check/test-rules.ts");
    return run(words);
  },
};
