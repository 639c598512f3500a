import { createHash, randomUUID } from "node:crypto";
import type { Context } from "../../core/context.ts";
import { checkedContent, sizeOf, type Asked, type Message } from "./message.ts";
import { measureDelivery } from "./metrics.ts";
import {
  deduplicationEnded,
  deduplications,
  fifoDue,
  fifoMessages,
  published,
  sequences,
} from "./tables.ts";
import { invalid, type FoundTopic } from "./topic.ts";

/** What is published, of Publish and of an entry of PublishBatch. */
export interface Publishing extends Asked {
  readonly MessageGroupId?: string | undefined;
  readonly MessageDeduplicationId?: string | undefined;
}

export interface Accepted {
  readonly MessageId: string;
  readonly SequenceNumber?: string;
}

/** Takes a message for a topic: it is durable with the answer, and delivered after it. @throws Fault InvalidParameter */
export async function accept(
  found: FoundTopic,
  asked: Publishing,
  ctx: Context,
): Promise<Accepted> {
  const { topicArn, topic } = found;
  const traceId = ctx.request.headers["x-amzn-trace-id"];
  const message: Message = {
    messageId: randomUUID(),
    topicArn,
    ...checkedContent(asked),
    publishedAt: ctx.now(),
    ...(traceId === undefined ? {} : { traceId }),
    ...(asked.MessageGroupId === undefined
      ? {}
      : { groupId: checkedId("MessageGroupId", asked.MessageGroupId) }),
  };
  const taken = topic.fifo
    ? await acceptInOrder(found, message, asked, ctx)
    : acceptAnyhow(message, asked, ctx);
  measureDelivery(topicArn, "NumberOfMessagesPublished", ctx);
  measureDelivery(topicArn, "PublishSize", ctx, sizeOf(asked), "Bytes");
  return taken;
}

function acceptAnyhow(
  message: Message,
  { MessageDeduplicationId }: Publishing,
  ctx: Context,
): Accepted {
  if (MessageDeduplicationId !== undefined)
    throw invalid(
      "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
    );
  ctx.emit(published, { message });
  return { MessageId: message.messageId };
}

/** Five minutes in which a FIFO topic takes a message like an earlier one without delivering it again. */
const DEDUPLICATION_MS = 300_000;

async function acceptInOrder(
  { topicArn, topic }: FoundTopic,
  message: Message,
  asked: Publishing,
  ctx: Context,
): Promise<Accepted> {
  if (message.groupId === undefined)
    throw invalid("The MessageGroupId parameter is required for FIFO topics");
  const deduplicationId =
    asked.MessageDeduplicationId === undefined
      ? contentId(topic.attributes, asked)
      : checkedId("MessageDeduplicationId", asked.MessageDeduplicationId);
  const id =
    topic.attributes["FifoThroughputScope"] === "MessageGroup"
      ? JSON.stringify([message.groupId, deduplicationId])
      : deduplicationId;
  const earlier = await ctx.table(deduplications).get(topicArn, id);
  const now = ctx.now();
  if (earlier && now - earlier.takenAt < DEDUPLICATION_MS)
    return {
      MessageId: earlier.messageId,
      SequenceNumber: earlier.sequenceNumber,
    };
  const sequenceNumber = await nextNumber(topicArn, ctx);
  const { messageId } = message;
  await ctx.table(deduplications).put({
    topicArn,
    id,
    messageId,
    sequenceNumber,
    takenAt: now,
  });
  ctx.emit(
    deduplicationEnded,
    { topicArn, id },
    { at: now + DEDUPLICATION_MS },
  );
  await ctx.table(fifoMessages).put({
    topicArn,
    sequenceNumber,
    message: { ...message, deduplicationId, sequenceNumber },
  });
  ctx.emit(fifoDue, { topicArn });
  return { MessageId: messageId, SequenceNumber: sequenceNumber };
}

/** Forgets a message of a FIFO topic unless it was taken anew. */
export async function forgetDuplicate(
  { topicArn, id }: { topicArn: string; id: string },
  ctx: Context,
): Promise<void> {
  const row = await ctx.table(deduplications).get(topicArn, id);
  if (row && ctx.now() - row.takenAt >= DEDUPLICATION_MS)
    await ctx.table(deduplications).delete(topicArn, id);
}

function contentId(
  attributes: Readonly<Record<string, string>>,
  { Message = "" }: Publishing,
): string {
  if (attributes["ContentBasedDeduplication"] !== "true")
    throw invalid(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  return createHash("sha256").update(Message).digest("hex");
}

/** Twenty digits, as SNS's and SQS's sequence numbers. */
async function nextNumber(topicArn: string, ctx: Context): Promise<string> {
  const rows = ctx.table(sequences);
  const last = ((await rows.get(topicArn))?.last ?? 0) + 1;
  await rows.put({ topicArn, last });
  return `1${String(last).padStart(19, "0")}`;
}

/** Letters, digits and punctuation of ASCII, 128 at most. */
function checkedId(name: string, id: string): string {
  if (!/^[\x21-\x7e]{1,128}$/.test(id))
    throw invalid(
      `${name} Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length`,
    );
  return id;
}
