import type { Context } from "../../core/context.ts";
import { liveQueues } from "./index/live-queues.ts";
import type { OpenQueue } from "./messages/enqueue.ts";
import {
  existingQueue,
  queueReference,
  type QueueReference,
} from "./queue-reference.ts";

/**
 * The queue that a request names, ready to be worked with.
 * @throws Fault InvalidAddress, QueueDoesNotExist
 */
export function openQueue(url: string, ctx: Context): Promise<OpenQueue> {
  return openReference(queueReference(url, ctx), ctx);
}

/** @throws Fault QueueDoesNotExist */
export async function openReference(
  reference: QueueReference,
  ctx: Context,
): Promise<OpenQueue> {
  const row = await existingQueue(reference, ctx);
  const found = liveQueues(ctx.platform).of(reference, row);
  // Nearly always at hand: no wait then.
  return {
    reference,
    row,
    live: found instanceof Promise ? await found : found,
  };
}
