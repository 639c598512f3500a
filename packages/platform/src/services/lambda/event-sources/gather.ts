import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import type { RoleCaller } from "../../../core/caller.ts";
import type { Context } from "../../../core/context.ts";
import type { EventPattern } from "../../../core/event-pattern/event-pattern.ts";
import { queueUrl } from "../../../core/queue-url.ts";
import { passes } from "./filters.ts";
import { countEvents } from "./metrics.ts";
import { recordOf, type SqsRecord } from "./records.ts";
import type { MappingRow } from "./tables.ts";

/** What a batch is gathered with: the rights of the function's role, and its filters. */
export interface Gathering {
  readonly row: MappingRow;
  readonly role: RoleCaller;
  readonly filters: readonly EventPattern[] | undefined;
  readonly ctx: Context;
  /** True once nobody wants more messages. */
  readonly stopped: () => boolean;
}

const LONGEST_WAIT = 20;
const MOST_AT_ONCE = 10;
/** Leaves room in a payload of 6 MB for what stands around the records. */
const LARGEST_PAYLOAD = 6_000_000;

/** Waits for messages, and for more of them while the batching window lasts. */
export async function gather(by: Gathering): Promise<readonly SqsRecord[]> {
  const { row, ctx, stopped } = by;
  const batch: SqsRecord[] = [];
  let size = 0;
  let until: number | undefined;
  for (;;) {
    const left = until === undefined ? LONGEST_WAIT : secondsTo(until, ctx);
    const received = await receive(
      by,
      Math.min(MOST_AT_ONCE, row.batchSize - batch.length),
      Math.min(left, LONGEST_WAIT),
    );
    const kept = await filtered(received, by);
    batch.push(...kept);
    size += kept.reduce((sum, record) => sum + sizeOf(record), 0);
    if (batch.length > 0) until ??= ctx.now() + row.windowSeconds * 1000;
    // An empty look is the end of it: the next begins with the function and the role as they are then.
    const over =
      stopped() ||
      batch.length === 0 ||
      batch.length >= row.batchSize ||
      size > LARGEST_PAYLOAD - LARGEST_NEXT ||
      (until !== undefined && ctx.now() >= until);
    if (over) return batch;
  }
}

/** Ten messages may be a megabyte together. */
const LARGEST_NEXT = 1_200_000;

const secondsTo = (until: number, { now }: Context): number =>
  Math.max(Math.ceil((until - now()) / 1000), 0);

async function receive(
  { row, role, ctx }: Gathering,
  count: number,
  wait: number,
): Promise<readonly SqsRecord[]> {
  const { Messages = [] } = await ctx.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl(row.eventSourceArn),
      MaxNumberOfMessages: count,
      WaitTimeSeconds: wait,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    }),
    { as: role },
  );
  countEvents(row, "PolledEventCount", Messages.length, ctx);
  const place = { arn: row.eventSourceArn, region: row.region };
  return Messages.map((message: Message) => recordOf(message, place));
}

/** Messages that no filter lets through are deleted: they would come again otherwise. */
async function filtered(
  records: readonly SqsRecord[],
  by: Gathering,
): Promise<readonly SqsRecord[]> {
  const { filters, row, ctx } = by;
  if (!filters) return records;
  const kept = records.filter((record) => passes(filters, record));
  const out = records.filter((record) => !kept.includes(record));
  if (out.length > 0) await remove(out, by);
  countEvents(row, "FilteredOutEventCount", out.length, ctx);
  return kept;
}

/** Deletes messages with the role's rights, ten at a time. */
export async function remove(
  records: readonly SqsRecord[],
  { row, role, ctx }: Pick<Gathering, "row" | "role" | "ctx">,
): Promise<void> {
  const QueueUrl = queueUrl(row.eventSourceArn);
  for (let at = 0; at < records.length; at += MOST_AT_ONCE)
    await ctx.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: records
          .slice(at, at + MOST_AT_ONCE)
          .map(({ receiptHandle }, i) => ({
            Id: String(i),
            ReceiptHandle: receiptHandle,
          })),
      }),
      { as: role },
    );
}

const sizeOf = (record: SqsRecord): number =>
  Buffer.byteLength(record.body) * 2 + 1500;
