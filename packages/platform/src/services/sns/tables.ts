import { arn, parseArn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import { event } from "../../core/event.ts";
import { table } from "../../core/table.ts";
import type { Message } from "./message.ts";

/** Times in these rows are milliseconds since the epoch. */
export interface TopicRow {
  readonly name: string;
  readonly fifo: boolean;
  readonly createdAt: number;
  /** As SetTopicAttributes takes them, without the policy. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Principals are named by their unique ids; undefined stands for the default policy. */
  readonly policy?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface SubscriptionRow {
  readonly topicArn: string;
  readonly id: string;
  /** The account that subscribed. */
  readonly owner: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly createdAt: number;
  /** What the endpoint must send back before it is sent anything; undefined once confirmed. */
  readonly token?: string;
  /** Only who is authenticated may end it. */
  readonly authenticateOnUnsubscribe: boolean;
  /** As SetSubscriptionAttributes takes them. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A message of a FIFO topic that is not yet handed on. */
export interface FifoMessageRow {
  readonly topicArn: string;
  readonly sequenceNumber: string;
  readonly message: Message;
}

/** The last number that a FIFO topic gave. */
export interface SequenceRow {
  readonly topicArn: string;
  readonly last: number;
}

/** A message that a FIFO topic took in the last five minutes. */
export interface DeduplicationRow {
  readonly topicArn: string;
  /** The deduplication id, with the group where the topic tells messages apart by group. */
  readonly id: string;
  readonly messageId: string;
  readonly sequenceNumber: string;
  readonly takenAt: number;
}

/** A message to be handed to each subscription that wants it. */
export const published = event<{ message: Message }>("sns.Published");

/** A message on its way to one subscription. */
export interface Notification {
  readonly subscriptionArn: string;
  readonly message: Message;
  /** Deliveries that failed so far. */
  readonly failures: number;
}
export const notificationDue = event<Notification>("sns.NotificationDue");

/** An endpoint is to be asked whether it wants a topic's messages. */
export const confirmationDue = event<{
  subscriptionArn: string;
  failures: number;
}>("sns.ConfirmationDue");

/** A FIFO topic holds messages to be handed on in their order. */
export const fifoDue = event<{ topicArn: string }>("sns.FifoDue");

/** A FIFO topic takes a message like this one again from now on. */
export const deduplicationEnded = event<{ topicArn: string; id: string }>(
  "sns.DeduplicationEnded",
);

/** A pending subscription that nobody confirmed goes. */
export const confirmationEnded = event<{ subscriptionArn: string }>(
  "sns.ConfirmationEnded",
);

export const topics = table<TopicRow>()({
  name: "sns.topics",
  scope: "region",
  key: ({ name }) => [name],
});

/** Global, because a subscription is known to the topic's account and to the one that subscribed. */
export const subscriptions = table<SubscriptionRow>()({
  name: "sns.subscriptions",
  scope: "global",
  key: ({ topicArn, id }) => [topicArn, id],
  indexes: {
    byOwner: ({ owner, topicArn, id }) => [
      [owner, parseArn(topicArn)?.region ?? "", topicArn, id],
    ],
  },
});

export const fifoMessages = table<FifoMessageRow>()({
  name: "sns.fifo-messages",
  scope: "global",
  key: ({ topicArn, sequenceNumber }) => [topicArn, sequenceNumber],
});

export const sequences = table<SequenceRow>()({
  name: "sns.sequences",
  scope: "global",
  key: ({ topicArn }) => [topicArn],
});

export const deduplications = table<DeduplicationRow>()({
  name: "sns.deduplications",
  scope: "global",
  key: ({ topicArn, id }) => [topicArn, id],
});

export const topicArnOf = (place: Place, name: string): string =>
  arn("sns", place, name);

export const subscriptionArnOf = ({
  topicArn,
  id,
}: Pick<SubscriptionRow, "topicArn" | "id">): string => `${topicArn}:${id}`;
