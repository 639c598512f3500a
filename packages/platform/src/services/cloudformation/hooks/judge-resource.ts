import type { Context } from "../../../core/context.ts";
import {
  judged,
  judgements,
  type JudgedResource,
  type JudgeProgress,
} from "../../../core/judgement.ts";
import { hookArn } from "../registry/tables.ts";
import type { HookEvent } from "../tables.ts";
import { beforeProvision } from "./before-provision.ts";
import { hookResults } from "./tables.ts";

/** Asks the hooks about a resource of no stack; while they work, what each says can be read. */
export async function judgeResource(
  { token, resource }: { token: string; resource: JudgedResource },
  ctx: Context,
): Promise<void> {
  const { identifier, ...asked } = resource;
  // What was said before a crash is said again.
  await change(token, () => [], ctx);
  const verdict = await beforeProvision(
    {
      ...asked,
      invocationPoint: "PRE_PROVISION",
      targetOperation: "CLOUD_CONTROL",
      logicalId: identifier ?? token,
      requestToken: token,
    },
    ctx.aside(),
    (hook) => tell(token, hook, ctx),
  );
  const row = await ctx.table(judgements).get(token);
  await ctx.table(judgements).put({ token, judges: [], ...row, verdict });
  ctx.emit(judged, { token });
}

async function tell(
  token: string,
  hook: HookEvent,
  ctx: Context,
): Promise<void> {
  const result = await ctx.aside().table(hookResults).get(hook.invocationId);
  if (!result) return;
  const progress: JudgeProgress = {
    id: hook.invocationId,
    typeName: hook.type,
    typeArn: hookArn(ctx, hook.type),
    versionId: result.versionId,
    invocationPoint: hook.invocationPoint,
    failureMode: hook.failureMode,
    status: hook.status,
    at: result.at,
    ...(hook.statusReason === undefined ? {} : { message: hook.statusReason }),
  };
  await change(
    token,
    (judges) => [...judges.filter(({ id }) => id !== progress.id), progress],
    ctx,
  );
}

/** Durable at once, so that it can be read while hooks work. */
async function change(
  token: string,
  next: (judges: readonly JudgeProgress[]) => readonly JudgeProgress[],
  { accountId, region, platform }: Context,
): Promise<void> {
  await platform
    .workplace("cloudformation")
    .unit({ accountId, region }, async (unit) => {
      const row = await unit.table(judgements).get(token);
      await unit
        .table(judgements)
        .put({ token, judges: next(row?.judges ?? []) });
    });
}
