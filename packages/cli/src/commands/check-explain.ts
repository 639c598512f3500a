import { readFlags } from "../check/flags.ts";
import type { Command } from "../command.ts";

const options: Command["options"] = [
  {
    name: "rules",
    also: ["-r"],
    value: "PATH",
    multiple: true,
    meaning: "files of rules, or directories",
  },
  {
    name: "data",
    also: ["-d"],
    value: "PATH",
    multiple: true,
    meaning: "documents, or directories",
  },
  {
    name: "rule",
    value: "NAME",
    multiple: true,
    meaning: "explain these rules only",
  },
  {
    name: "input-parameters",
    also: ["-i", "--input-params"],
    value: "PATH",
    multiple: true,
    meaning: "documents that each document is joined with",
  },
];

/** Shows how rules were evaluated, clause by clause. */
export const checkExplain: Command = {
  name: "check explain",
  summary:
    "Show a rule's evaluation clause by clause, with what it found where.",
  usage: "-r RULES -d DOCUMENTS [--rule NAME]",
  options,
  exits: {
    0: "every document complies with the rules that are explained",
    19: "a document does not comply",
    5: "rules do not parse, a document cannot be read, or a rule cannot be decided",
    2: "wrong options",
  },

  async run(args) {
    const words = readFlags(options, args);
    const { run } = await import("../check/explain.ts");
    return run(words);
  },
};
