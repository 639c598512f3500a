import type { Context } from "../../../core/context.ts";
import { numeric } from "../attributes.ts";
import { liveQueues } from "../index/live-queues.ts";
import type { Entry } from "../index/queue-index.ts";
import { referenceTo } from "../queue-reference.ts";
import {
  messages,
  queueOfArn,
  queues,
  receipts,
  redrivePolicyOf,
} from "../tables.ts";
import { put, type OpenQueue } from "./enqueue.ts";

/**
 * Takes out of claimed messages those whose retention is over, which are deleted, and those that were received as
 * often as the redrive policy allows, which go to the dead-letter queue. Answers the rest.
 */
export async function giveUp(
  entries: readonly Entry[],
  open: OpenQueue,
  { platform, now }: Pick<Context, "platform" | "now">,
): Promise<readonly Entry[]> {
  const { reference, row } = open;
  const oldest =
    now() - numeric(row.attributes, "MessageRetentionPeriod") * 1000;
  const most = redrivePolicyOf(row.attributes)?.maxReceiveCount;
  const expired = entries.filter(({ sentAt }) => sentAt <= oldest);
  const exhausted = entries.filter(
    ({ sentAt, receipt }) =>
      sentAt > oldest && most !== undefined && (receipt?.receives ?? 0) >= most,
  );
  if (expired.length + exhausted.length === 0) return entries;
  const { workplace } = liveQueues(platform);
  const moved = await workplace.unit(reference, async (ctx) => {
    for (const entry of expired) await drop(entry, open, ctx);
    return moveToDeadLetters(exhausted, open, ctx);
  });
  const away = new Set<Entry>([...expired, ...(moved ? exhausted : [])]);
  return entries.filter((entry) => !away.has(entry));
}

/** Deletes a message's rows; the index learns of it when they are gone. */
export async function drop(
  { sequence }: { readonly sequence: number },
  { reference, row, live }: OpenQueue,
  ctx: Context,
): Promise<void> {
  await ctx.table(messages, reference).delete(row.queueId, sequence);
  await ctx.table(receipts, reference).delete(row.queueId, sequence);
  ctx.atEnd((committed) => {
    if (committed) live.index.remove(sequence);
  });
}

/** A message keeps its id; in a standard queue its age as well. False where there is no queue to move it to. */
async function moveToDeadLetters(
  exhausted: readonly Entry[],
  source: OpenQueue,
  ctx: Context,
): Promise<boolean> {
  if (exhausted.length === 0) return true;
  const target = await deadLetterQueue(source, ctx);
  if (!target) return false;
  const fifo = target.row.attributes.FifoQueue === "true";
  for (const entry of exhausted) {
    const message = await ctx
      .table(messages, source.reference)
      .get(source.row.queueId, entry.sequence);
    await drop(entry, source, ctx);
    if (!message) continue;
    const { queueId: _queue, sequence: _sequence, ...kept } = message;
    const now = ctx.now();
    await put(
      {
        ...kept,
        ...(fifo ? { sentAt: now } : {}),
        availableAt: now,
        deadLetterSource: source.reference.arn,
      },
      target,
      ctx,
    );
  }
  return true;
}

async function deadLetterQueue(
  { row }: OpenQueue,
  ctx: Context,
): Promise<OpenQueue | undefined> {
  const arn = redrivePolicyOf(row.attributes)?.deadLetterTargetArn;
  const named = arn === undefined ? undefined : queueOfArn(arn);
  if (!named) return undefined;
  const reference = referenceTo(named, named.queueName);
  const found = await ctx.table(queues, reference).get(named.queueName);
  if (!found) return undefined;
  const live = await liveQueues(ctx.platform).of(reference, found);
  return { reference, row: found, live };
}
