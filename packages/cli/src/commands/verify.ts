import { readWords, type Command } from "../command.ts";

const options: Command["options"] = [
  {
    name: "trust-root",
    value: "FILE",
    multiple: true,
    meaning: "root certificates to trust (PEM)",
  },
  {
    name: "profile",
    value: "ARN",
    multiple: true,
    meaning: "signing profile (version) to accept; all where none is named",
  },
  {
    name: "at",
    value: "TIME",
    meaning: "judge as of this time (ISO 8601) instead of now",
  },
  {
    name: "revoked",
    value: "FILE",
    meaning:
      'known revocations: {"jobArns":[…],"profileVersions":{"ARN":"TIME"},"certificateHashes":[…]}',
  },
  { name: "json", meaning: "answer in JSON" },
];

/** Checks a signed package offline, with the reason of each check. */
export const verify: Command = {
  name: "verify",
  summary: "Check a signed package offline, with the reason of each check.",
  usage: "PACKAGE.zip --trust-root ROOT.pem [options]",
  options,
  exits: {
    0: "the package is valid",
    1: "it is not",
    2: "wrong options, or a file cannot be read",
  },

  async run(args) {
    const words = readWords({ options }, args);
    // Loaded when it is asked for: a server's start does not wait for what it does not use.
    const { run } = await import("../offline/verify.ts");
    return run(words);
  },
};
