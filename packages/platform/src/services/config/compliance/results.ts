import type { Context, Place } from "../../../core/context.ts";
import { remediateByItself } from "../remediation/remediate.ts";
import { tell } from "../recorder/tell.ts";
import { results, ruleArnOf, type ResultRow } from "../tables.ts";

/** Keeps what a rule says of a resource, and tells where that is new. */
export async function keepResult(
  result: ResultRow,
  ctx: Context,
): Promise<void> {
  const { rule, resourceType, resourceId } = result;
  const rows = ctx.table(results);
  const known = await rows.get(rule, resourceType, resourceId);
  if (known && known.orderedAt > result.orderedAt) return;
  await rows.put(result);
  if (known?.compliance === result.compliance) return;
  await tell(ctx, () => changeOf(known, result, ctx, ctx.now()), ctx);
  await remediateByItself(result, ctx);
}

/** Forgets what a rule said of a resource that it is no longer about. */
export async function forgetResult(
  rule: string,
  { resourceType, resourceId }: Pick<ResultRow, "resourceType" | "resourceId">,
  ctx: Context,
): Promise<void> {
  const rows = ctx.table(results);
  if (await rows.get(rule, resourceType, resourceId))
    await rows.delete(rule, resourceType, resourceId);
}

/** A ComplianceChangeNotification, as Config publishes it. */
function changeOf(
  before: ResultRow | undefined,
  after: ResultRow,
  place: Place,
  now: number,
): { subject: string; message: object } {
  const { rule, resourceType, resourceId } = after;
  return {
    subject: `[AWS Config:${place.region}] ${resourceType} ${resourceId} is ${after.compliance} with ${rule} in Account ${place.accountId}`,
    message: {
      awsAccountId: place.accountId,
      configRuleName: rule,
      configRuleARN: ruleArnOf(place, rule),
      resourceType,
      resourceId,
      awsRegion: place.region,
      newEvaluationResult: shown(after),
      oldEvaluationResult: before ? shown(before) : null,
      notificationCreationTime: new Date(now).toISOString(),
      messageType: "ComplianceChangeNotification",
      recordVersion: "1.0",
    },
  };
}

function shown(result: ResultRow): object {
  return {
    evaluationResultIdentifier: {
      evaluationResultQualifier: {
        configRuleName: result.rule,
        resourceType: result.resourceType,
        resourceId: result.resourceId,
        evaluationMode: "DETECTIVE",
      },
      orderingTimestamp: new Date(result.orderedAt).toISOString(),
    },
    complianceType: result.compliance,
    resultRecordedTime: new Date(result.recordedAt).toISOString(),
    configRuleInvokedTime: new Date(result.invokedAt).toISOString(),
    annotation: result.annotation ?? null,
    resultToken: null,
  };
}
