import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "./context.ts";
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
}

/** How long functions of rules may take altogether, in seconds. */
const TIMEOUT = 30;
const POLL_MS = 25;

/**
 * Asks the account's proactive rules about a resource before it is made or changed.
 * @returns why it must not be, in a sentence; undefined where it may, or where the account has not closed its gate
 */
export async function refusedByRules(
  wanted: WantedResource,
  ctx: Context,
): Promise<string | undefined> {
  const { accountId } = ctx;
  if (!(await ctx.table(proactiveGates).get(accountId))) return undefined;
  // Loaded here, because a platform whose gates are open has no need of it.
  const config = await import("@aws-sdk/client-config-service");
  // The account asks, not the caller, who need not be allowed to use Config.
  const sender = { as: rootCaller(accountId), region: ctx.region } as const;
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
    return `its proactive evaluation came to no verdict: ${EvaluationStatus?.FailureReason ?? "it takes too long"}`;
  if (Compliance !== "NON_COMPLIANT") return undefined;
  const { EvaluationResults = [] } = await ctx.send(
    new config.GetComplianceDetailsByResourceCommand({
      ResourceEvaluationId,
      ComplianceTypes: ["NON_COMPLIANT"],
    }),
    sender,
  );
  return EvaluationResults.map(
    ({ EvaluationResultIdentifier, Annotation = "" }) =>
      `${EvaluationResultIdentifier?.EvaluationResultQualifier?.ConfigRuleName}: ${Annotation}`,
  ).join("; ");
}

/** A call that begins again after a conflict is judged once, unless it wants something else now. */
function tokenOf(requestId: string, wanted: WantedResource): string {
  return createHash("sha256")
    .update(requestId)
    .update(JSON.stringify(wanted))
    .digest("hex");
}
