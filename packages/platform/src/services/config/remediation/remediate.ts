import { InvokeCommand } from "@aws-sdk/client-lambda";
import { assumedRole } from "../../../core/assumed-role.ts";
import type { Context, Sender } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { results, ruleArnOf, type ResultRow } from "../tables.ts";
import { deleteExpired, exceptionFor, keepException } from "./exceptions.ts";
import { ASSUMED, payloadOf, staticValue } from "./parameters.ts";
import {
  executions,
  remediationDue,
  remediations,
  type RemediationDue,
  type RemediationRow,
} from "./tables.ts";

const ATTEMPTS = 5;
const WITHIN_SECONDS = 60;

/** Has something done about a resource that a rule newly finds wrong, where that is to come by itself. */
export async function remediateByItself(
  { rule, resourceType, resourceId, compliance }: ResultRow,
  ctx: Context,
): Promise<void> {
  if (compliance !== "NON_COMPLIANT") return;
  const row = await ctx.table(remediations).get(rule);
  if (!row?.configuration.Automatic) return;
  if (await exceptionFor({ rule, resourceType, resourceId }, ctx)) return;
  await begin(row, { resourceType, resourceId }, ctx);
}

/** Writes down that something is to be done, and sees to it. */
export async function begin(
  { rule, revision }: RemediationRow,
  resource: { readonly resourceType: string; readonly resourceId: string },
  ctx: Context,
  caller?: RemediationDue["caller"],
): Promise<void> {
  const now = ctx.now();
  const of = { rule, ...resource };
  await ctx
    .table(executions)
    .put({ ...of, state: "QUEUED", invokedAt: now, updatedAt: now });
  ctx.emit(remediationDue, {
    ...of,
    revision,
    invokedAt: now,
    ...(caller ? { caller } : {}),
    attempts: 0,
  });
}

/** Calls the function, and tries again where nobody asked for it. */
export async function remediate(
  due: RemediationDue,
  ctx: Context,
): Promise<void> {
  if (due.revision === undefined) return resume(due, ctx);
  const { rule, resourceType, resourceId, invokedAt } = due;
  const row = await ctx.table(remediations).get(rule);
  if (row?.revision !== due.revision) return;
  const excepted =
    due.caller === undefined && (await exceptionFor(due, ctx)) !== undefined;
  const error = excepted ? EXCEPTED : await failureOf(row, due, ctx);
  const {
    MaximumAutomaticAttempts: most = ATTEMPTS,
    RetryAttemptSeconds: within = WITHIN_SECONDS,
  } = row.configuration;
  const attempts = due.attempts + 1;
  const failed = error !== undefined && !excepted && due.caller === undefined;
  const again = failed && attempts < most;
  await ctx.table(executions).put({
    rule,
    resourceType,
    resourceId,
    state: error === undefined ? "SUCCEEDED" : again ? "QUEUED" : "FAILED",
    invokedAt,
    updatedAt: ctx.now(),
    ...(error === undefined ? {} : { error }),
  });
  if (again)
    ctx.emit(
      remediationDue,
      { ...due, attempts },
      { at: ctx.now() + (within * 1000) / most },
    );
  else if (failed)
    await keepException(
      { rule, resourceType, resourceId, message: TOO_OFTEN },
      ctx,
    );
}

const EXCEPTED = "A remediation exception was placed on the resource.";
const TOO_OFTEN =
  "Automatic remediation failed as often as it may: it is blocked until this exception is deleted.";

/** Begins with what is still wrong now that its exception has ended. */
async function resume(due: RemediationDue, ctx: Context): Promise<void> {
  const { rule, resourceType, resourceId } = due;
  await deleteExpired(due, ctx);
  const result = await ctx.table(results).get(rule, resourceType, resourceId);
  if (result) await remediateByItself(result, ctx);
}

/** What went wrong; undefined where the function did its work. */
async function failureOf(
  { configuration }: RemediationRow,
  due: RemediationDue,
  ctx: Context,
): Promise<string | undefined> {
  try {
    const { FunctionError, Payload } = await ctx.send(
      new InvokeCommand({
        FunctionName: configuration.TargetId,
        Payload: Buffer.from(
          JSON.stringify(payloadOf(configuration, due.resourceId)),
        ),
      }),
      await senderOf(configuration, due, ctx),
    );
    if (FunctionError === undefined) return undefined;
    const told = Buffer.from((Payload as Uint8Array | undefined) ?? []);
    return `${FunctionError}: ${told.toString()}`.slice(0, LONGEST);
  } catch (error) {
    if (error instanceof Fault) return `${error.name}: ${error.message}`;
    throw error;
  }
}

const LONGEST = 1024;

/** The function is called with the rights of the role that is named for it, or of whoever asked. */
async function senderOf(
  configuration: RemediationRow["configuration"],
  { rule, caller }: RemediationDue,
  ctx: Context,
): Promise<Sender> {
  const role = staticValue(configuration, ASSUMED);
  if (role === undefined && caller) return { as: caller, region: ctx.region };
  const assumed = await assumedRole(
    role ?? "",
    "AWSConfig-Remediation",
    { as: "ssm.amazonaws.com", sourceArn: ruleArnOf(ctx, rule) },
    ctx,
  );
  return { as: assumed.caller, region: ctx.region };
}
