import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { queueUrl } from "../../../core/queue-url.ts";
import { textFor, type Message } from "../message.ts";
import { measureDelivery } from "../metrics.ts";
import { topics, type SubscriptionRow, type TopicRow } from "../tables.ts";
import { namedTopic } from "../topic.ts";
import { asTopic, ENDPOINTS } from "./endpoints.ts";
import { EndpointRefused } from "./http.ts";
import { notificationDocument } from "./notification.ts";
import {
  delayAfter,
  httpRetryPolicy,
  MANAGED,
  type RetryPolicy,
} from "./retry-policy.ts";

/** What became of one delivery. */
export type Outcome =
  | { readonly done: true }
  /** Milliseconds to wait before the next try. */
  | { readonly done: false; readonly retryAfter: number };

/**
 * Hands a message to one subscription. What fails for good goes to the subscription's dead-letter queue, where it
 * has one. @param failures deliveries that failed before
 */
export async function deliver(
  message: Message,
  subscription: SubscriptionRow,
  failures: number,
  ctx: Context,
): Promise<Outcome> {
  const topic = await topicBehind(subscription, ctx);
  if (!topic) return { done: true };
  try {
    const version = topic.attributes["SignatureVersion"] ?? "1";
    const document = await notificationDocument(
      message,
      subscription,
      version,
      ctx,
    );
    await ENDPOINTS[subscription.protocol]?.(
      { message, subscription, document },
      ctx,
    );
    measureDelivery(message.topicArn, "NumberOfNotificationsDelivered", ctx);
    return { done: true };
  } catch (error) {
    const delay = isRetryable(error)
      ? delayAfter(policyFor(subscription, topic), failures + 1)
      : undefined;
    if (delay !== undefined) return { done: false, retryAfter: delay * 1000 };
    measureDelivery(message.topicArn, "NumberOfNotificationsFailed", ctx);
    await bury(message, subscription, ctx);
    return { done: true };
  }
}

/** The topic of a subscription; undefined once it is deleted. */
export async function topicBehind(
  { topicArn }: SubscriptionRow,
  ctx: Context,
): Promise<TopicRow | undefined> {
  const named = namedTopic(topicArn);
  return named && ctx.table(topics, named.place).get(named.name);
}

/** How a subscription's failed deliveries are tried again. */
export function policyFor(
  { protocol, attributes }: SubscriptionRow,
  topic: TopicRow,
): RetryPolicy {
  return protocol.startsWith("http")
    ? httpRetryPolicy(
        topic.attributes["DeliveryPolicy"],
        attributes["DeliveryPolicy"],
      )
    : MANAGED;
}

/** What the caller did wrong, a missing permission or endpoint, is not mended by trying again. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof EndpointRefused) return error.retryable;
  if (!(error instanceof Fault)) throw error;
  return error.side === "server" || /TooManyRequests|Throttl/.test(error.name);
}

async function bury(
  message: Message,
  { attributes, protocol, topicArn }: SubscriptionRow,
  ctx: Context,
): Promise<void> {
  const { RedrivePolicy } = attributes;
  if (RedrivePolicy === undefined) return;
  const { deadLetterTargetArn } = JSON.parse(RedrivePolicy) as {
    deadLetterTargetArn: string;
  };
  const { groupId, deduplicationId } = message;
  const fifo = deadLetterTargetArn.endsWith(".fifo");
  try {
    await ctx.send(
      new SendMessageCommand({
        QueueUrl: queueUrl(deadLetterTargetArn),
        MessageBody: textFor(message, protocol),
        ...(groupId === undefined || !fifo ? {} : { MessageGroupId: groupId }),
        ...(deduplicationId === undefined || !fifo
          ? {}
          : { MessageDeduplicationId: deduplicationId }),
      }),
      asTopic(message, deadLetterTargetArn),
    );
    measureDelivery(topicArn, "NumberOfNotificationsRedrivenToDlq", ctx);
  } catch (error) {
    if (!(error instanceof Fault) || error.side === "server") throw error;
    measureDelivery(topicArn, "NumberOfNotificationsFailedToRedriveToDlq", ctx);
  }
}
