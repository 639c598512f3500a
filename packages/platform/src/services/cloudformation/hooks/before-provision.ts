import type { Context, Place } from "../../../core/context.ts";
import { downloadUrl } from "../../../core/download.ts";
import { timeOrderedId } from "../../../core/time-ordered-id.ts";
import type { BlobRef } from "../../../store/blobs.ts";
import type { HookEvent } from "../tables.ts";
import { hooksFor, type ActiveHook } from "./active-hooks.ts";
import type { HookAnswer } from "./answer.ts";
import { askHook } from "./ask-hook.ts";
import { payloadOf } from "./payload.ts";
import type { BeforeProvision, HookTarget, TellHook } from "./port.ts";
import { planSweep } from "./sweep.ts";
import { hookResults, type HookResultRow } from "./tables.ts";

/** Characters of what events and results tell of a hook's message. */
const LONGEST_REASON = 1024;
/** Results of a target that are looked through for one that was broken off. */
const LATEST = 20;

/** Asks every hook that a target concerns, all at once: one that says no, or cannot say, is enough where it may FAIL. */
export const beforeProvision: BeforeProvision = async (target, ctx, tell) => {
  const hooks = await hooksFor(target, ctx);
  if (hooks.length === 0) return { proceed: true, asked: false };
  const payload = await payloadOf(target, ctx);
  const results = await Promise.all(
    hooks.map((hook) => result(hook, target, payload, ctx, tell)),
  );
  const against = results.filter(
    ({ status, failureMode }) =>
      status !== "HOOK_COMPLETE_SUCCEEDED" && failureMode === "FAIL",
  );
  if (against.length === 0) return { proceed: true, asked: true };
  const names = against.map(({ typeName }) => typeName).join(", ");
  return {
    proceed: false,
    asked: true,
    reason: `The following hook(s) failed: [${names}]`,
  };
};

/** Asks one hook; what it says is durable, and told of the stack, before anybody acts on it. */
async function result(
  hook: ActiveHook,
  target: HookTarget,
  payload: BlobRef | undefined,
  ctx: Context,
  tell: TellHook,
): Promise<HookResultRow> {
  const left = await leftBehind(hook, target, ctx);
  const begun: HookResultRow = {
    id: left?.id ?? timeOrderedId(ctx.now()),
    at: left?.at ?? ctx.now(),
    typeName: hook.typeName,
    ...(hook.originalTypeName === undefined
      ? {}
      : { originalTypeName: hook.originalTypeName }),
    versionId: hook.versionId,
    configurationVersionId: hook.configurationVersionId,
    failureMode: hook.configuration.failureMode,
    status: "HOOK_IN_PROGRESS",
    targetOperation: target.targetOperation,
    targetId: targetIdOf(target),
    targetTypeName: target.typeName,
    action: target.action,
    ...(target.stackId === undefined ? {} : { stackId: target.stackId }),
    annotations: [],
    ...(payload ? { payload } : {}),
  };
  await keep(begun, ctx);
  await tell(eventOf(begun));
  const answer = await askHook(
    {
      hook,
      target,
      token: begun.id,
      ...(payload ? { payloadUrl: downloadUrl(payload, ctx) } : {}),
    },
    ctx,
  );
  const done: HookResultRow = { ...begun, ...conclusion(answer) };
  await keep(done, ctx);
  await tell(eventOf(done));
  return done;
}

/** What a crash left of the same question: it goes on under its name. One target is asked about once at a time. */
async function leftBehind(
  { typeName }: ActiveHook,
  target: HookTarget,
  ctx: Context,
): Promise<HookResultRow | undefined> {
  const { targetOperation, action, stackId } = target;
  const { rows } = await ctx
    .aside()
    .table(hookResults)
    .list({
      index: "byTarget",
      prefix: [targetOperation, targetIdOf(target)],
      reverse: true,
      limit: LATEST,
    });
  return rows.find(
    (row) =>
      row.status === "HOOK_IN_PROGRESS" &&
      row.typeName === typeName &&
      row.stackId === stackId &&
      row.action === action,
  );
}

function conclusion({
  status,
  errorCode,
  message,
  annotations,
}: HookAnswer): Pick<HookResultRow, "status" | "reason" | "annotations"> {
  const went = status === "SUCCESS" ? "succeeded" : "failed";
  return {
    status:
      status === "SUCCESS"
        ? "HOOK_COMPLETE_SUCCEEDED"
        : errorCode === "NonCompliant"
          ? "HOOK_COMPLETE_FAILED"
          : "HOOK_FAILED",
    reason: `Hook ${went} with message: ${message}`.slice(0, LONGEST_REASON),
    annotations,
  };
}

async function keep(row: HookResultRow, ctx: Context): Promise<void> {
  const place: Place = { accountId: ctx.accountId, region: ctx.region };
  await ctx.platform.workplace("cloudformation").unit(place, async (unit) => {
    await unit.table(hookResults).put(row);
    await planSweep(row, unit);
  });
}

const eventOf = (row: HookResultRow): HookEvent => ({
  type: row.typeName,
  status: row.status,
  ...(row.reason === undefined ? {} : { statusReason: row.reason }),
  invocationPoint: "PRE_PROVISION",
  invocationId: row.id,
  failureMode: row.failureMode,
});

function targetIdOf(target: HookTarget): string {
  switch (target.targetOperation) {
    case "STACK":
      return target.stackId ?? target.logicalId;
    case "CHANGE_SET":
      return target.changeSetId ?? target.logicalId;
    case "RESOURCE":
      return target.logicalId;
    case "CLOUD_CONTROL":
      return target.requestToken ?? target.logicalId;
  }
}
