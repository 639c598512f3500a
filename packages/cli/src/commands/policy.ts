import { readWords, UsageError, type Command } from "../command.ts";

const options: Command["options"] = [
  {
    name: "principal",
    value: "ARN",
    meaning: "replay: the user or role whose recorded requests are judged",
  },
  {
    name: "instead-of",
    value: "NAME|ARN",
    meaning:
      "replay: the policy that is changed; all of the principal's where none is named",
  },
  {
    name: "out",
    value: "FILE",
    meaning: "generate: write the policy there instead of printing it",
  },
  { name: "json", meaning: "answer in JSON" },
];

const ACTIONS = ["generate", "unused", "replay"];

/** Least privilege from what was recorded: write a policy, find what nobody uses, try a change before it is made. */
export const policy: Command = {
  name: "policy",
  summary: "Write, tidy up and try out policies from what was recorded.",
  usage:
    "generate PRINCIPAL | unused [PRINCIPAL] | replay POLICY.json --principal ARN",
  options,
  exits: {
    0: "written; nothing is unused; no verdict would change",
    1: "nothing was recorded; something is unused; some verdict would change",
    2: "wrong options, or the platform cannot be asked",
  },

  async run(args) {
    const words = readWords({ options }, args);
    const [action, ...positionals] = words.positionals;
    const rest = { ...words, positionals };
    // Loaded when asked for: the other commands need none of the SDK.
    switch (action) {
      case "generate":
        return (await import("../policy/generate.ts")).run(rest);
      case "unused":
        return (await import("../policy/unused.ts")).run(rest);
      case "replay":
        return (await import("../policy/replay.ts")).run(rest);
      default:
        throw new UsageError(
          `Say what to do with policies: ${ACTIONS.join(", ")}.`,
        );
    }
  },
};
