import { OverLimit } from "@aws-sdk/client-sqs";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { numeric } from "../attributes.ts";
import { liveQueues } from "../index/live-queues.ts";
import type { LiveQueue } from "../index/live-queue.ts";
import type { Entry } from "../index/queue-index.ts";
import { openReference } from "../open-queue.ts";
import { queueReference } from "../queue-reference.ts";
import { giveUp } from "./dead-letters.ts";
import type { OpenQueue } from "./enqueue.ts";

/** What to wait for. */
export interface Poll {
  readonly queueUrl: string;
  /** From 1 to 10. */
  readonly count: number;
  /** Undefined for the queue's own. */
  readonly waitSeconds: number | undefined;
  readonly attemptId: string | undefined;
}

/** Messages that are this call's alone until it ends. */
export interface Claimed {
  readonly live: LiveQueue;
  readonly entries: readonly Entry[];
}

const IN_FLIGHT_AT_MOST = { standard: 120_000, fifo: 20_000 };

/**
 * Waits for messages and claims them. No unit is open meanwhile: each look at the queue reads afresh.
 * @throws Fault QueueDoesNotExist, OverLimit
 */
export async function poll(asked: Poll, ctx: Context): Promise<Claimed> {
  const queues = liveQueues(ctx.platform);
  const reference = queueReference(asked.queueUrl, ctx);
  let until: number | undefined;
  let gone = false;
  let wake: (() => void) | undefined;
  const stop = ctx.request.onGone?.(() => {
    gone = true;
    wake?.();
  });
  try {
    for (;;) {
      const open = await openReference(reference, ctx.aside());
      const seconds =
        asked.waitSeconds ??
        numeric(open.row.attributes, "ReceiveMessageWaitTimeSeconds");
      until ??= ctx.now() + seconds * 1000;
      const entries = await claim(asked, open, seconds > 0, ctx);
      if (gone) {
        for (const entry of entries) open.live.index.release(entry, ctx.now());
        return { live: open.live, entries: [] };
      }
      const over = entries.length > 0 || queues.closed || ctx.now() >= until;
      if (over) {
        if (open.live.index.receivable) open.live.wakeOne();
        return { live: open.live, entries };
      }
      const waiting = open.live.wait(until);
      wake = waiting.end;
      await waiting.over;
    }
  } finally {
    stop?.();
  }
}

async function claim(
  { count, attemptId }: Poll,
  open: OpenQueue,
  waits: boolean,
  ctx: Context,
): Promise<readonly Entry[]> {
  const { live, row } = open;
  const fifo = row.attributes.FifoQueue === "true";
  const again =
    attemptId === undefined ? undefined : repeated(live, attemptId, ctx.now());
  if (again) return again;
  const { inFlight } = live.index.counts(ctx.now());
  const most = fifo ? IN_FLIGHT_AT_MOST.fifo : IN_FLIGHT_AT_MOST.standard;
  if (inFlight >= most) {
    if (fifo || waits) return [];
    throw fault(
      OverLimit,
      `The maximum number of in flight messages is reached: ${most}.`,
    );
  }
  return receivable(live.index.claim(count, ctx.now()), open, count, ctx);
}

/** Leaves out what was received too often or is too old, which goes elsewhere before anything else is done. */
async function receivable(
  entries: readonly Entry[],
  open: OpenQueue,
  count: number,
  ctx: Context,
): Promise<readonly Entry[]> {
  if (entries.length === 0) return entries;
  const { index } = open.live;
  const left = await giveUp(entries, open, ctx).catch((error: unknown) => {
    for (const entry of entries) index.release(entry, ctx.now());
    throw error;
  });
  // What was given up makes room: what stands behind it may be received at once.
  return left.length > 0
    ? left
    : receivable(index.claim(count, ctx.now()), open, count, ctx);
}

const REPEATABLE_FOR = 300_000;

/** A receive that is made again after a failure of the network gets what it was given, as long as that is in flight. */
function repeated(
  { attempts, index }: LiveQueue,
  attemptId: string,
  now: number,
): readonly Entry[] | undefined {
  for (const [id, { at }] of attempts) {
    if (at + REPEATABLE_FOR > now) break;
    attempts.delete(id);
  }
  const attempt = attempts.get(attemptId);
  return attempt && index.reclaim(attempt.given, now);
}
