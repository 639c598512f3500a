import {
  ListAnalyzersCommand,
  ListFindingsV2Command,
  type FindingSummaryV2,
} from "@aws-sdk/client-accessanalyzer";
import { parsePolicy } from "@gatehouse/authz";
import { UsageError, type Words } from "../command.ts";
import { bold, dim, green, red, yellow } from "../paint.ts";
import { withClients, type Clients } from "./clients.ts";
import { holders, type HeldPolicy, type Holder } from "./held.ts";
import { usageOf } from "./used.ts";

/** What a policy allows by one entry of its actions, against what was used of it. */
interface Spare {
  readonly policy: string;
  readonly policyArn?: string;
  /** As the policy writes it, as `s3:Get*`; `NotAction …` where it lists what it leaves out. */
  readonly action: string;
  /** The actions that were used of a pattern; empty where nothing was. */
  readonly used: readonly string[];
}

interface Report {
  readonly principal: string;
  readonly spare: readonly Spare[];
  readonly holdsNothing: boolean;
}

/** `gatehouse policy unused [PRINCIPAL]`: permissions that were granted and never used. @returns the exit code */
export async function run({ positionals, values }: Words): Promise<number> {
  const [principal, ...more] = positionals;
  if (more.length > 0) throw new UsageError("Name one user or role at most.");
  return withClients(async (clients) => {
    const all = await holders(clients);
    const meant = all.filter(({ arn }) => !principal || arn === principal);
    if (principal !== undefined && meant.length === 0)
      throw new UsageError(`${principal} is no user or role of this account.`);
    const reports: Report[] = [];
    for (const holder of meant) reports.push(await report(holder, clients));
    const findings = await unusedFindings(clients, principal);
    process.stdout.write(
      values["json"]
        ? asJson(reports, findings)
        : reports.map(asText).join("") + findingsText(findings),
    );
    const clean = reports.every(({ spare }) => spare.length === 0);
    return clean && findings.length === 0 ? 0 : 1;
  });
}

async function report(holder: Holder, clients: Clients): Promise<Report> {
  const { used } = await usageOf(holder.arn, clients);
  const actions = [...new Set(used.map(({ action }) => action))].toSorted();
  return {
    principal: holder.arn,
    holdsNothing: holder.policies.length === 0,
    spare: holder.policies.flatMap((policy) => spareIn(policy, actions)),
  };
}

/** The entries of a policy's Allow statements that were not used, or used for less than they hold. */
export function spareIn(
  { name, arn, document }: HeldPolicy,
  used: readonly string[],
): readonly Spare[] {
  const parsed = parsePolicy(document, "identity");
  if (!parsed.ok) return [];
  const policy = {
    policy: name,
    ...(arn === undefined ? {} : { policyArn: arn }),
  };
  return parsed.policy.statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ actions, notActions }) => [
      ...(actions ?? []).map((action) => ({
        action,
        used: used.filter((one) => matches(action, one)),
      })),
      ...(notActions
        ? [
            {
              action: `NotAction ${notActions.join(", ")}`,
              used: used.filter(
                (one) => !notActions.some((not) => matches(not, one)),
              ),
            },
          ]
        : []),
    ])
    .filter((entry) => entry.used.length === 0 || isPattern(entry.action))
    .map((entry) => ({ ...policy, ...entry }));
}

const isPattern = (action: string): boolean => /[*?]|^NotAction /.test(action);

/** Action names are compared without regard to case. */
function matches(pattern: string, action: string): boolean {
  const parts = pattern
    .toLowerCase()
    .split(/([*?])/)
    .map((part) =>
      part === "*" ? ".*" : part === "?" ? "." : RegExp.escape(part),
    );
  return new RegExp(`^${parts.join("")}$`).test(action.toLowerCase());
}

/** What the account's analyzer of unused access finds; nothing where there is none. */
async function unusedFindings(
  { analyzer }: Clients,
  principal: string | undefined,
): Promise<readonly FindingSummaryV2[]> {
  const { analyzers = [] } = await analyzer.send(
    new ListAnalyzersCommand({ type: "ACCOUNT_UNUSED_ACCESS" }),
  );
  const findings: FindingSummaryV2[] = [];
  for (const { arn: analyzerArn } of analyzers) {
    let nextToken: string | undefined;
    do {
      const answer = await analyzer.send(
        new ListFindingsV2Command({
          analyzerArn,
          nextToken,
          filter: {
            status: { eq: ["ACTIVE"] },
            ...(principal === undefined
              ? {}
              : { resource: { eq: [principal] } }),
          },
        }),
      );
      findings.push(...(answer.findings ?? []));
      nextToken = answer.nextToken;
    } while (nextToken !== undefined);
  }
  return findings;
}

const asJson = (
  reports: readonly Report[],
  findings: readonly FindingSummaryV2[],
): string =>
  JSON.stringify(
    {
      principals: reports.map(({ principal, spare }) => ({
        principal,
        unused: spare.filter((entry) => entry.used.length === 0),
        wider: spare.filter((entry) => entry.used.length > 0),
      })),
      findings: findings.map(({ id, findingType, resource }) => ({
        id,
        findingType,
        resource,
      })),
    },
    undefined,
    2,
  ) + "\n";

const findingsText = (findings: readonly FindingSummaryV2[]): string =>
  findings.length === 0
    ? ""
    : [
        bold("Access Analyzer finds"),
        ...findings.map(
          ({ findingType = "", resource = "", id = "" }) =>
            `  ${red(findingType)}  ${resource}  ${dim(id)}`,
        ),
        "",
      ].join("\n");

function asText({ principal, spare, holdsNothing }: Report): string {
  if (holdsNothing)
    return `${bold(principal)}\n  ${dim("nothing is granted")}\n`;
  if (spare.length === 0)
    return `${bold(principal)}\n  ${green("all that is granted is used")}\n`;
  const lines = spare.map(({ policy, action, used }) =>
    used.length === 0
      ? `  ${red("never used")}  ${action}  ${dim(policy)}`
      : `  ${yellow("wider")}       ${action}  ${dim(policy)}, of which was used: ${used.join(", ")}`,
  );
  return [bold(principal), ...lines, ""].join("\n");
}
