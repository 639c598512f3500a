import type { QueueAttributeName } from "@aws-sdk/client-sqs";
import { arn, parseArn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import { event } from "../../core/event.ts";
import { table } from "../../core/table.ts";

/** Times in these rows are milliseconds since the epoch. */
export interface QueueRow {
  readonly queueName: string;
  /** A queue that is made again under an old name starts empty: messages belong to the id. */
  readonly queueId: string;
  /** The attributes that were set; the policy names its principals by their unique ids. */
  readonly attributes: QueueAttributes;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly purgedAt?: number;
  /** The last sequence number that was purged: rows up to it are gone, or about to be. */
  readonly purgedThrough?: number;
}

export type QueueAttributes = Readonly<
  Partial<Record<QueueAttributeName, string>>
>;

/** A message as it was sent; nothing of it changes. */
export interface MessageRow {
  readonly queueId: string;
  /** Grows with every message of the queue. */
  readonly sequence: number;
  readonly messageId: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes?: Readonly<Record<string, StoredAttribute>>;
  readonly traceHeader?: string;
  readonly senderId: string;
  readonly sentAt: number;
  /** When its delay ends. */
  readonly availableAt: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** For messages of a dead-letter queue: the ARN of the queue that gave them up. */
  readonly deadLetterSource?: string;
}

export interface StoredAttribute {
  /** As `String`, `Number.price`, `Binary`. */
  readonly type: string;
  /** Binary values in base64. */
  readonly value: string;
}

/** The last time that a message was received. */
export interface ReceiptRow {
  readonly queueId: string;
  readonly sequence: number;
  /** Part of the receipt handle: an older handle is not the current one. */
  readonly nonce: string;
  readonly receives: number;
  readonly firstReceivedAt: number;
  readonly receivedAt: number;
  readonly visibleAt: number;
}

/** What a FIFO queue took in, so that it takes the same in only once within five minutes. */
export interface DeduplicationRow {
  readonly queueId: string;
  /** The message group, where deduplication is by group; empty where it is by queue. */
  readonly scope: string;
  readonly deduplicationId: string;
  readonly messageId: string;
  readonly sequence: number;
  readonly expiresAt: number;
}

/** Messages of a dead-letter queue on their way back. */
export interface MoveTaskRow {
  readonly taskId: string;
  readonly sourceName: string;
  readonly destinationArn?: string;
  readonly perSecond?: number;
  readonly status:
    "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";
  readonly startedAt: number;
  readonly toMove: number;
  readonly moved: number;
  /** The last message that the task concerns: what comes later stays. */
  readonly through: number;
  readonly failure?: string;
}

export const queues = table<QueueRow>()({
  name: "sqs.queues",
  scope: "region",
  key: ({ queueName }) => [queueName],
  indexes: {
    byDeadLetterQueue: ({ queueName, attributes }) => {
      const target = redrivePolicyOf(attributes)?.deadLetterTargetArn;
      return target === undefined ? [] : [[target, queueName]];
    },
  },
});

export const messages = table<MessageRow>()({
  name: "sqs.messages",
  scope: "region",
  key: ({ queueId, sequence }) => [queueId, sequence],
});

export const receipts = table<ReceiptRow>()({
  name: "sqs.receipts",
  scope: "region",
  key: ({ queueId, sequence }) => [queueId, sequence],
});

export const deduplications = table<DeduplicationRow>()({
  name: "sqs.deduplications",
  scope: "region",
  key: ({ queueId, scope, deduplicationId }) => [
    queueId,
    scope,
    deduplicationId,
  ],
});

export const moveTasks = table<MoveTaskRow>()({
  name: "sqs.move-tasks",
  scope: "region",
  key: ({ sourceName, taskId }) => [sourceName, taskId],
});

/** Rows of a queue that is no more, or of messages that were purged, are to be deleted. */
export interface Removed extends Place {
  readonly queueId: string;
  /** The last message that was purged; undefined where all is. */
  readonly through?: number;
}

export const removed = event<Removed>("sqs.Removed");

/** Messages of a queue have reached their retention period. */
export const sweepDue = event<Place & { queueName: string; queueId: string }>(
  "sqs.SweepDue",
);

/** A message move task is to go on. */
export const moveDue = event<Place & { sourceName: string; taskId: string }>(
  "sqs.MoveDue",
);

/** Where messages go that were received too often. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** The redrive policy as it was checked when it was set. */
export function redrivePolicyOf({
  RedrivePolicy,
}: QueueAttributes): RedrivePolicy | undefined {
  if (!RedrivePolicy) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(
    RedrivePolicy,
  ) as { deadLetterTargetArn: string; maxReceiveCount: number | string };
  return { deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) };
}

export const queueArn = (place: Place, queueName: string): string =>
  arn("sqs", place, queueName);

/** The place and the name of a queue; undefined for other ARNs. */
export function queueOfArn(
  text: string,
): (Place & { queueName: string }) | undefined {
  const { service, accountId, region, resource } = parseArn(text) ?? {};
  if (service !== "sqs" || !accountId || !region || !resource) return undefined;
  return { accountId, region, queueName: resource };
}
