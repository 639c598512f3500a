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
      const over = queues.closed || ctx.now() >= until;
      if (entries.length > 0 || over) {
        if (open.live.index.receivable) open.live.wakeOne();
        return { live: open.live, entries };
      }
      const waiting = isFull(open, ctx)
        ? open.live.wait(Math.min(until, ctx.now() + LOOKED_APART), true)
        : open.live.wait(until);
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
  const { live } = open;
  const again =
    attemptId === undefined ? undefined : repeated(live, attemptId, ctx.now());
  if (again) return again;
  if (isFull(open, ctx)) {
    if (waits || isFifo(open)) return [];
    throw fault(
      OverLimit,
      `The maximum number of in flight messages is reached: ${IN_FLIGHT_AT_MOST.standard}.`,
    );
  }
  return receivable(live.index.claim(count, ctx.now()), open, count, ctx);
}

/** A queue with so many messages in flight gives no more. */
function isFull(open: OpenQueue, { now }: Context): boolean {
  const most = isFifo(open)
    ? IN_FLIGHT_AT_MOST.fifo
    : IN_FLIGHT_AT_MOST.standard;
  return open.live.index.counts(now()).inFlight >= most;
}

const isFifo = ({ row }: OpenQueue): boolean =>
  row.attributes.FifoQueue === "true";

/** How often a full queue is looked at by those who wait. */
const LOOKED_APART = 500;

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
