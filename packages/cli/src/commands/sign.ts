import { readWords, type Command } from "../command.ts";

const options: Command["options"] = [
  { name: "out", value: "FILE", meaning: "where to write the signed package" },
  {
    name: "authority",
    value: "DIR",
    meaning:
      "the signing authority's folder, made at first use (default ./.gatehouse/authority)",
  },
  {
    name: "profile",
    value: "NAME",
    meaning: "signing profile to sign as (default local)",
  },
  {
    name: "days",
    value: "N",
    meaning: "how long the signature holds (default 365)",
  },
  { name: "json", meaning: "answer in JSON" },
];

/** Signs a package offline, in AWS Signer's format. */
export const sign: Command = {
  name: "sign",
  summary: "Sign a package offline, in AWS Signer's format.",
  usage: "PACKAGE.zip --out SIGNED.zip [options]",
  options,
  exits: {
    0: "signed",
    1: "the package cannot be signed",
    2: "wrong options, or a file cannot be read or written",
  },

  async run(args) {
    const words = readWords({ options }, args);
    // Loaded when it is asked for: a server's start does not wait for what it does not use.
    const { run } = await import("../offline/sign.ts");
    return run(words);
  },
};
