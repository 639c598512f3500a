import { readWords, UsageError, type Command } from "../command.ts";
import {
  ask,
  NO_ANSWER,
  NoAnswer,
  reachOf,
  reachOptions,
  type Reach,
} from "../online/platform-call.ts";

interface Watched {
  readonly arn: string;
  readonly organization: boolean;
  readonly since: string;
  readonly setBy: string;
}

const options: Command["options"] = [
  { name: "json", meaning: "answer in JSON" },
  ...reachOptions,
];

/** Lets the denied calls of an account, a user or a role pass on record, before its policies are enforced. */
export const auditOnly: Command = {
  name: "audit-only",
  summary: "Watch before enforcing: let denied calls pass, on record.",
  usage: "on|off ARN|ACCOUNT  or  list  [options]",
  options,
  exits: {
    0: "done",
    2: "wrong options",
    3: "not done: it is not permitted, nobody is meant, or there is no platform",
  },

  async run(args) {
    const { values, positionals } = readWords({ options }, args);
    const [verb, target, ...more] = positionals;
    if (more.length > 0 || !["on", "off", "list"].includes(verb ?? ""))
      throw new UsageError("Say on or off and whom, or list.");
    if ((verb === "list") !== (target === undefined))
      throw new UsageError(
        verb === "list"
          ? "list takes no name: it shows all of the account."
          : "Name an account, a user or a role.",
      );
    try {
      const reach = reachOf(values);
      process.stdout.write(
        target === undefined
          ? listText(await list(reach), values["json"] === true)
          : await put(reach, target, verb === "on"),
      );
      return 0;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      process.stderr.write(`gatehouse audit-only: ${error.message}\n`);
      return NO_ANSWER;
    }
  },
};

async function put(
  reach: Reach,
  target: string,
  enabled: boolean,
): Promise<string> {
  await ask(reach, ["POST", "/_gatehouse/audit-only"], { target, enabled });
  return enabled
    ? `${target} is watched: nothing is refused to it for want of permission. gatehouse explain last tells what would have been.\n`
    : `${target} is held to its policies.\n`;
}

async function list(reach: Reach): Promise<readonly Watched[]> {
  const { watched } = await ask<{ watched: readonly Watched[] }>(reach, [
    "GET",
    "/_gatehouse/audit-only",
  ]);
  return watched;
}

function listText(watched: readonly Watched[], json: boolean): string {
  if (json) return JSON.stringify({ watched }, undefined, 2) + "\n";
  if (watched.length === 0)
    return "Nobody is watched: every policy is enforced.\n";
  const lines = watched.map(
    ({ arn, organization, since, setBy }) =>
      `${arn}  since ${since}, set by ${setBy}${organization ? ", the organization's policies included" : ""}`,
  );
  return lines.join("\n") + "\n";
}
