import type { RemediationException } from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { results } from "../tables.ts";
import {
  exceptions,
  remediationDue,
  remediations,
  type ExceptionRow,
} from "./tables.ts";

/** A resource as a rule has judged it. */
export interface Judged {
  readonly rule: string;
  readonly resourceType: string;
  readonly resourceId: string;
}

/** The exception that keeps a resource from being remedied by itself, as long as it has not ended. */
export async function exceptionFor(
  { rule, resourceType, resourceId }: Judged,
  ctx: Context,
): Promise<ExceptionRow | undefined> {
  const row = await ctx.table(exceptions).get(rule, resourceType, resourceId);
  return row && isInForce(row, ctx.now()) ? row : undefined;
}

/** Whatever of a rule is excepted now. */
export async function exceptionsOf(
  rule: string,
  ctx: Context,
): Promise<readonly ExceptionRow[]> {
  const { rows } = await ctx.table(exceptions).list({ prefix: [rule] });
  return rows.filter((row) => isInForce(row, ctx.now()));
}

/** Writes an exception down; when it ends, what is still wrong is remedied. */
export async function keepException(
  row: ExceptionRow,
  ctx: Context,
): Promise<void> {
  const { rule, resourceType, resourceId, endsAt } = row;
  await ctx.table(exceptions).put(row);
  if (endsAt !== undefined)
    ctx.emit(
      remediationDue,
      { rule, resourceType, resourceId, invokedAt: endsAt, attempts: 0 },
      { at: endsAt },
    );
}

/** Puts away an exception that has ended; one that was put anew in the meantime stays. */
export async function deleteExpired(
  judged: Judged,
  ctx: Context,
): Promise<void> {
  const { rule, resourceType, resourceId } = judged;
  if (!(await exceptionFor(judged, ctx)))
    await ctx.table(exceptions).delete(rule, resourceType, resourceId);
}

/** Why a resource cannot be excepted; undefined where it can. */
export async function unexceptionable(
  { rule, resourceType, resourceId }: Judged,
  ctx: Context,
): Promise<string | undefined> {
  const remediation = await ctx.table(remediations).get(rule);
  if (remediation?.configuration.CreatedByService !== undefined)
    return "Exceptions cannot be placed on service-linked remediation actions.";
  const found = await ctx.table(results).get(rule, resourceType, resourceId);
  return found?.compliance === "NON_COMPLIANT"
    ? undefined
    : "Exceptions can only be placed on resources that are NON_COMPLIANT.";
}

export async function deleteExceptions(
  rule: string,
  ctx: Context,
): Promise<void> {
  const { rows } = await ctx.table(exceptions).list({ prefix: [rule] });
  for (const { resourceType, resourceId } of rows)
    await ctx.table(exceptions).delete(rule, resourceType, resourceId);
}

/** An exception as the API answers it. */
export function shownException({
  rule,
  resourceType,
  resourceId,
  message,
  endsAt,
}: ExceptionRow): RemediationException {
  return {
    ConfigRuleName: rule,
    ResourceType: resourceType,
    ResourceId: resourceId,
    ...(message === undefined ? {} : { Message: message }),
    ...(endsAt === undefined ? {} : { ExpirationTime: new Date(endsAt) }),
  };
}

const isInForce = ({ endsAt }: ExceptionRow, now: number): boolean =>
  endsAt === undefined || endsAt > now;
