import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context, Place } from "./context.ts";
import { rootCaller } from "./identity/root.ts";
import type { Properties } from "./resource-type.ts";
import { table } from "./table.ts";

/** Whether an account's resources pass its proactive rules by whatever way they come. AWS has no such setting. */
export interface ProactiveGate {
  readonly accountId: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** The ARN of whoever closed the gate. */
  readonly setBy: string;
}

/** Has a row for each account whose gate is closed. */
export const proactiveGates = table<ProactiveGate>()({
  name: "core.proactive-gates",
  scope: "account",
  key: ({ accountId }) => [accountId],
});

/** A resource as it would be. */
export interface WantedResource {
  readonly resourceType: string;
  readonly resourceId: string;
  /** As its CloudFormation schema names them. */
  readonly properties: Properties;
  /** As it is, where only a part of it changes: a rule that it breaks already is not broken by the change. */
  readonly previous?: Properties;
}

/** How long functions of rules may take altogether, in seconds. */
const TIMEOUT = 30;
const POLL_MS = 25;

/**
 * Asks the proactive rules of a resource's account about it before it is made or changed.
 * @param place where the resource is, whoever changes it
 * @returns why it must not be, in a sentence; undefined where it may, or where the account has not closed its gate
 */
export async function refusedByRules(
  { previous, ...wanted }: WantedResource,
  place: Place,
  ctx: Context,
): Promise<string | undefined> {
  if (!(await ctx.table(proactiveGates, place).get(place.accountId)))
    return undefined;
  const broken = await brokenRules(wanted, place, ctx);
  if (broken.length === 0) return undefined;
  const before = previous
    ? await brokenRules({ ...wanted, properties: previous }, place, ctx)
    : [];
  const known = new Set(before.map(({ rule }) => rule));
  const against = broken.filter(
    ({ rule }) => rule === undefined || !known.has(rule),
  );
  return against.length === 0
    ? undefined
    : against
        .map(({ rule, why }) => (rule === undefined ? why : `${rule}: ${why}`))
        .join("; ");
}

/** A rule that a resource breaks; without a rule, why there is no verdict. */
interface Broken {
  readonly rule?: string;
  readonly why: string;
}

async function brokenRules(
  wanted: Omit<WantedResource, "previous">,
  { accountId, region }: Place,
  ctx: Context,
): Promise<readonly Broken[]> {
  // Loaded here, because a platform whose gates are open has no need of it.
  const config = await import("@aws-sdk/client-config-service");
  // The account asks, not the caller, who need not be allowed to use Config.
  const sender = { as: rootCaller(accountId), region } as const;
  const { ResourceEvaluationId } = await ctx.send(
    new config.StartResourceEvaluationCommand({
      ResourceDetails: {
        ResourceId: wanted.resourceId,
        ResourceType: wanted.resourceType,
        ResourceConfiguration: JSON.stringify(wanted.properties),
        ResourceConfigurationSchemaType: "CFN_RESOURCE_SCHEMA",
      },
      EvaluationMode: "PROACTIVE",
      EvaluationTimeout: TIMEOUT,
      ClientToken: tokenOf(ctx.requestId, wanted),
    }),
    sender,
  );
  const summary = () =>
    ctx.send(
      new config.GetResourceEvaluationSummaryCommand({ ResourceEvaluationId }),
      sender,
    );
  let { EvaluationStatus, Compliance } = await summary();
  const until = performance.now() + TIMEOUT * 1000;
  while (
    EvaluationStatus?.Status === "IN_PROGRESS" &&
    performance.now() < until
  ) {
    await sleep(POLL_MS);
    ({ EvaluationStatus, Compliance } = await summary());
  }
  if (EvaluationStatus?.Status !== "SUCCEEDED")
    return [
      {
        why: `its proactive evaluation came to no verdict: ${EvaluationStatus?.FailureReason ?? "it takes too long"}`,
      },
    ];
  if (Compliance !== "NON_COMPLIANT") return [];
  const { EvaluationResults = [] } = await ctx.send(
    new config.GetComplianceDetailsByResourceCommand({
      ResourceEvaluationId,
      ComplianceTypes: ["NON_COMPLIANT"],
    }),
    sender,
  );
  return EvaluationResults.map(
    ({ EvaluationResultIdentifier, Annotation = "" }) => ({
      rule:
        EvaluationResultIdentifier?.EvaluationResultQualifier?.ConfigRuleName ??
        "",
      why: Annotation,
    }),
  );
}

/** A call that begins again after a conflict is judged once, unless it wants something else now. */
function tokenOf(requestId: string, wanted: object): string {
  return createHash("sha256")
    .update(requestId)
    .update(JSON.stringify(wanted))
    .digest("hex");
}
