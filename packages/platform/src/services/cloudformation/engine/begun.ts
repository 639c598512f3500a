import type { Context } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import { beforeProvision } from "../hooks/before-provision.ts";
import { typesFor } from "../types.ts";
import { closingOf } from "../../../core/closing.ts";
import { runOperation } from "./run.ts";

/**
 * A stack has something to do. It is handled until the operation is over, so that a crash only breaks it off: the event
 * is delivered again, and the operation goes on from its rows.
 */
export const operationBegun = event<{ stackId: string }>(
  "cloudformation.OperationBegun",
  { lane: ({ stackId }) => stackId },
);

/** Carries a stack's operation out. */
export async function carryOutOperation(
  { stackId }: { stackId: string },
  ctx: Context,
): Promise<void> {
  const workplace = ctx.platform.workplace("cloudformation");
  const closing = closingOf(ctx.platform);
  await runOperation(
    { workplace, beforeProvision, typesFor, closing: () => closing.aborted },
    { accountId: ctx.accountId, region: ctx.region },
    stackId,
  );
}
