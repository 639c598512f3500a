import { UsageError, type Command } from "../command.ts";
import { readFlags } from "../check/flags.ts";
import { checkExplain } from "./check-explain.ts";
import { checkRulegen } from "./check-rulegen.ts";
import { checkTest } from "./check-test.ts";

const options: Command["options"] = [
  {
    name: "rules",
    also: ["-r"],
    value: "PATH",
    multiple: true,
    meaning: "files of rules, or directories with .guard and .ruleset files",
  },
  {
    name: "data",
    also: ["-d"],
    value: "PATH",
    multiple: true,
    meaning:
      "documents, or directories with .yaml, .yml, .json, .jsn and .template files; standard input where none is named",
  },
  {
    name: "input-parameters",
    also: ["-i", "--input-params"],
    value: "PATH",
    multiple: true,
    meaning: "documents that each document is joined with",
  },
  {
    name: "type",
    also: ["-t"],
    value: "CFNTemplate",
    meaning: "taken as cfn-guard takes it: templates are known without it",
  },
  {
    name: "output-format",
    also: ["-o"],
    value: "FORMAT",
    meaning: "single-line-summary (text), json, yaml, junit, sarif or github",
  },
  {
    name: "structured",
    also: ["-z"],
    meaning: "write one JSON or YAML list of all documents, and nothing else",
  },
  {
    name: "show-summary",
    also: ["-S"],
    value: "WHICH",
    multiple: true,
    meaning: "list rules: all, pass, fail, skip (with commas) or none",
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
    meaning: "show how each rule was evaluated, as check explain does",
  },
  {
    name: "print-json",
    also: ["-p"],
    meaning: "write how each rule was evaluated as JSON",
  },
  {
    name: "payload",
    also: ["-P"],
    meaning: 'read {"rules": ["…"], "data": ["…"]} from standard input',
  },
  {
    name: "parameters",
    value: "NAME=VALUE|FILE",
    multiple: true,
    meaning:
      "resolve functions with these template parameters (also AWS::Region and the like) and the defaults of the others",
  },
  {
    name: "resolve",
    meaning: "resolve functions with the defaults of template parameters",
  },
  {
    name: "warn",
    value: "RULE",
    multiple: true,
    meaning: "rules that only warn (with commas)",
  },
  {
    name: "no-suppressions",
    meaning: "heed no suppression that a template's metadata has",
  },
  { name: "watch", meaning: "check again after each change of a file" },
];

/** Checks templates and other documents by rules in the Guard language. */
export const check: Command = {
  name: "check",
  summary: "Check templates by Guard rules; takes cfn-guard's own flags.",
  usage: "-r RULES … -d DOCUMENTS … [options]",
  options,
  exits: {
    0: "every document complies",
    19: "a document does not comply",
    5: "rules do not parse, a document cannot be read, or a rule cannot be decided",
    2: "wrong options",
  },
  notes: [
    "A template suppresses a rule where it gives a reason, at a resource or for all of them:",
    "",
    "  Metadata:",
    "    Gatehouse:",
    "      Suppress:",
    "        - { Rule: NAME, Reason: TEXT, Until: 2030-12-31 }   # Until may be left out",
  ].join("\n"),
  parts: [checkTest, checkExplain, checkRulegen],

  async run(args) {
    const [word, ...rest] = args;
    const part = this.parts?.find(({ name }) => name === `check ${word}`);
    if (part) return part.run(rest);
    // `gatehouse check validate …` is what a pipeline gets that changes the first word only.
    const words = readFlags(options, word === "validate" ? rest : args);
    if (args.length === 0)
      throw new UsageError("Name the rules: -r FILE|DIRECTORY.");
    const { checkOptions } = await import("../check/options.ts");
    const { run } = await import("../check/run.ts");
    return run(checkOptions(words));
  },
};
