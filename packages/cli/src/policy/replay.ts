import { parsePolicy } from "@gatehouse/authz";
import { UsageError, type Words } from "../command.ts";
import { readText } from "../offline/files.ts";
import { bold, dim, green, red } from "../paint.ts";
import { withClients } from "./clients.ts";
import { holders, type HeldPolicy, type Holder } from "./held.ts";
import { recordedRequests } from "./recorded.ts";
import { changes, type Change } from "./verdicts.ts";

/** `gatehouse policy replay POLICY.json --principal ARN`: the verdicts that a changed policy would change. @returns the exit code */
export async function run({ positionals, values }: Words): Promise<number> {
  const [file, ...more] = positionals;
  const { principal, "instead-of": insteadOf } = values;
  if (file === undefined || more.length > 0)
    throw new UsageError("Name one policy file.");
  if (typeof principal !== "string")
    throw new UsageError("Name the user or role: --principal ARN.");
  const document = readText(file);
  const parsed = parsePolicy(document, "identity");
  if (!parsed.ok) throw new UsageError(`${file}: ${parsed.message}`);

  return withClients(async (clients) => {
    const holder = (await holders(clients)).find(
      ({ arn }) => arn === principal,
    );
    if (!holder)
      throw new UsageError(`${principal} is no user or role of this account.`);
    const after = replaced(holder, { name: file, document }, insteadOf);
    const requests = await recordedRequests(holder, clients);
    const found = changes(requests, holder, after);
    process.stdout.write(
      values["json"]
        ? JSON.stringify(
            { principal, replayed: requests.length, changes: found },
            undefined,
            2,
          ) + "\n"
        : asText(principal, requests.length, found),
    );
    return found.length > 0 ? 1 : 0;
  });
}

/** The principal's policies once the changed one is there. */
function replaced(
  { policies }: Holder,
  changed: HeldPolicy,
  insteadOf: string | boolean | undefined,
): readonly HeldPolicy[] {
  if (insteadOf === undefined) return [changed];
  const kept = policies.filter(
    ({ name, arn }) => name !== insteadOf && arn !== insteadOf,
  );
  if (kept.length === policies.length)
    throw new UsageError(`The principal holds no policy ${String(insteadOf)}.`);
  return [...kept, changed];
}

function asText(
  principal: string,
  replayed: number,
  found: readonly Change[],
): string {
  const intro = `${replayed} recorded requests of ${bold(principal)}: ${
    found.length === 0
      ? green("no verdict would change")
      : `${found.length} would come out otherwise`
  }\n`;
  return intro + found.map(lineOf).join("");
}

function lineOf({
  action,
  resource,
  was,
  would,
  because,
  unknownKeys,
}: Change) {
  const verdict =
    would === "denied" ? red("would be denied ") : green("would be allowed");
  const doubt =
    unknownKeys.length > 0
      ? `\n      ${dim(`not recorded, taken as missing: ${unknownKeys.join(", ")}`)}`
      : "";
  return `  ${verdict}  ${action} on ${resource}\n      ${dim(`was ${was}; now ${because}`)}${doubt}\n`;
}
