import type { Context, PlatformFacts } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import { beforeProvision } from "../hooks/before-provision.ts";
import { typesFor } from "../types.ts";
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
    { workplace, beforeProvision, typesFor, closing },
    { accountId: ctx.accountId, region: ctx.region },
    stackId,
  );
}

const closings = new WeakMap<PlatformFacts, AbortController>();

/** Whether the platform closes: what is not begun by then is left to the next start. */
function closingOf(platform: PlatformFacts): () => boolean {
  let closing = closings.get(platform);
  if (!closing) closings.set(platform, (closing = watched(platform)));
  const { signal } = closing;
  return () => signal.aborted;
}

function watched(platform: PlatformFacts): AbortController {
  const closing = new AbortController();
  platform.onClose(async () => closing.abort());
  return closing;
}
