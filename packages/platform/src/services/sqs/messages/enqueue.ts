import { createHash, randomUUID } from "node:crypto";
import type { Context } from "../../../core/context.ts";
import { numeric } from "../attributes.ts";
import type { LiveQueue } from "../index/live-queue.ts";
import type { QueueReference } from "../queue-reference.ts";
import {
  deduplications,
  messages,
  sweepDue,
  type DeduplicationRow,
  type MessageRow,
  type QueueRow,
} from "../tables.ts";
import { attributesDigest, bodyDigest } from "./digests.ts";
import type { Draft } from "./draft.ts";

/** A queue as a call has it in hand. */
export interface OpenQueue {
  readonly reference: QueueReference;
  readonly row: QueueRow;
  readonly live: LiveQueue;
}

/** What SendMessage answers. */
export interface Sent {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
  readonly MD5OfMessageAttributes?: string;
  readonly MD5OfMessageSystemAttributes?: string;
  readonly SequenceNumber?: string;
}

/** The same deduplication id counts for five minutes. */
const DEDUPLICATED_FOR = 300_000;

/** Puts a message into a queue, unless it is a FIFO queue that took the same in before: then it answers as it did then. */
export async function enqueue(
  draft: Draft,
  open: OpenQueue,
  ctx: Context,
): Promise<Sent> {
  const { row } = open;
  const earlier = await deduplicated(draft, open, ctx);
  if (earlier) return sentOf(draft, earlier.messageId, earlier.sequence);
  const now = ctx.now();
  const traceHeader =
    draft.traceHeader ?? ctx.request.headers["x-amzn-trace-id"];
  const message = await put(
    {
      messageId: randomUUID(),
      body: draft.body,
      md5OfBody: bodyDigest(draft.body),
      senderId: senderOf(ctx),
      sentAt: now,
      availableAt: now + draft.delaySeconds * 1000,
      ...(draft.attributes ? { attributes: draft.attributes } : {}),
      ...(traceHeader === undefined ? {} : { traceHeader }),
      ...(draft.groupId === undefined ? {} : { groupId: draft.groupId }),
      ...(row.attributes.FifoQueue === "true"
        ? { deduplicationId: deduplicationIdOf(draft) }
        : {}),
    },
    open,
    ctx,
  );
  await remember(message, open, ctx);
  return sentOf(
    draft,
    message.messageId,
    row.attributes.FifoQueue === "true" ? message.sequence : undefined,
  );
}

/** Writes a message's row; once it is durable it can be received. */
export async function put(
  message: Omit<MessageRow, "queueId" | "sequence">,
  { reference, row, live }: OpenQueue,
  ctx: Context,
): Promise<MessageRow> {
  const { index } = live;
  const sequence = index.nextSequence(ctx.now());
  const fifo = row.attributes.FifoQueue === "true";
  const arrive =
    fifo && message.groupId !== undefined
      ? index.expect(message.groupId, sequence)
      : undefined;
  const added: MessageRow = { ...message, queueId: row.queueId, sequence };
  ctx.atEnd((committed) => {
    if (committed) index.add(added, ctx.now());
    arrive?.();
  });
  await ctx.table(messages, reference).put(added);
  scheduleSweep(message.sentAt, { reference, row, live }, ctx);
  return added;
}

/** Retention is swept by an event of its own, which exists while the queue has messages. */
function scheduleSweep(
  sentAt: number,
  { reference, row, live }: OpenQueue,
  ctx: Context,
): void {
  const at = sentAt + numeric(row.attributes, "MessageRetentionPeriod") * 1000;
  if (live.sweepAt !== undefined && live.sweepAt <= at) return;
  const before = live.sweepAt;
  live.sweepAt = at;
  const { accountId, region, queueName } = reference;
  ctx.emit(
    sweepDue,
    { accountId, region, queueName, queueId: row.queueId },
    { at: Math.max(at, ctx.now()) },
  );
  ctx.atEnd((committed) => {
    if (!committed && live.sweepAt === at) live.sweepAt = before;
  });
}

async function deduplicated(
  draft: Draft,
  { reference, row }: OpenQueue,
  ctx: Context,
): Promise<DeduplicationRow | undefined> {
  if (row.attributes.FifoQueue !== "true") return undefined;
  const known = await ctx
    .table(deduplications, reference)
    .get(row.queueId, scopeOf(draft.groupId, row), deduplicationIdOf(draft));
  return known && known.expiresAt > ctx.now() ? known : undefined;
}

async function remember(
  { messageId, sequence, deduplicationId, groupId }: MessageRow,
  { reference, row, live }: OpenQueue,
  ctx: Context,
): Promise<void> {
  if (deduplicationId === undefined) return;
  const rows = ctx.table(deduplications, reference);
  const scope = scopeOf(groupId, row);
  const expiresAt = ctx.now() + DEDUPLICATED_FOR;
  await rows.put({
    queueId: row.queueId,
    scope,
    deduplicationId,
    messageId,
    sequence,
    expiresAt,
  });
  await forgetExpired(live, reference, ctx);
  ctx.atEnd((committed) => {
    if (committed)
      live.expiring.push({ scope, id: deduplicationId, at: expiresAt });
  });
}

/** Each message takes two expired rows away, so that the table stays as large as five minutes are long. */
async function forgetExpired(
  live: LiveQueue,
  reference: QueueReference,
  ctx: Context,
): Promise<void> {
  const rows = ctx.table(deduplications, reference);
  for (let taken = 0; taken < 2; taken++) {
    const [first] = live.expiring;
    if (!first || first.at > ctx.now()) return;
    live.expiring.shift();
    ctx.atEnd((committed) => {
      if (!committed) live.expiring.unshift(first);
    });
    const row = await rows.get(live.queueId, first.scope, first.id);
    if (row && row.expiresAt <= ctx.now())
      await rows.delete(live.queueId, first.scope, first.id);
  }
}

function scopeOf(
  groupId: string | undefined,
  { attributes }: QueueRow,
): string {
  return attributes.DeduplicationScope === "messageGroup"
    ? (groupId ?? "")
    : "";
}

/** Content-based ids are the SHA-256 of the body, without its attributes. */
function deduplicationIdOf({ deduplicationId, body }: Draft): string {
  return deduplicationId ?? createHash("sha256").update(body).digest("hex");
}

/** A user's or role session's unique id; for services and other accounts, their account's. */
function senderOf({ caller }: Context): string {
  return caller.principalId;
}

function sentOf(
  { body, attributes, traceHeader }: Draft,
  MessageId: string,
  sequence: number | undefined,
): Sent {
  return {
    MessageId,
    MD5OfMessageBody: bodyDigest(body),
    ...(attributes
      ? { MD5OfMessageAttributes: attributesDigest(attributes) }
      : {}),
    ...(traceHeader === undefined
      ? {}
      : {
          MD5OfMessageSystemAttributes: attributesDigest({
            AWSTraceHeader: { type: "String", value: traceHeader },
          }),
        }),
    ...(sequence === undefined
      ? {}
      : { SequenceNumber: sequenceNumber(sequence) }),
  };
}

const FIRST_SEQUENCE = 10_000_000_000_000_000_000n;

/** 20 digits that grow with every message. */
export const sequenceNumber = (sequence: number): string =>
  String(FIRST_SEQUENCE + BigInt(sequence));
