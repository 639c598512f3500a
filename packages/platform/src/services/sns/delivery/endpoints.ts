import { InvokeCommand } from "@aws-sdk/client-lambda";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { parseArn } from "../../../core/arn.ts";
import type { Context, Sender } from "../../../core/context.ts";
import { queueUrl } from "../../../core/queue-url.ts";
import { namedTopic } from "../topic.ts";
import type { Message, MessageAttribute } from "../message.ts";
import { textFor } from "../message.ts";
import { subscriptionArnOf, type SubscriptionRow } from "../tables.ts";
import { post } from "./http.ts";
import type { NotificationDocument } from "./notification.ts";

/** One message for one subscription. */
export interface Parcel {
  readonly message: Message;
  readonly subscription: SubscriptionRow;
  readonly document: NotificationDocument;
}

/** How each protocol's endpoints are reached; what it throws is a failed delivery. */
export const ENDPOINTS: Readonly<
  Record<string, (parcel: Parcel, ctx: Context) => Promise<void>>
> = {
  lambda: invoke,
  sqs: enqueue,
  http: postNotification,
  https: postNotification,
};

async function invoke(
  { message, subscription, document }: Parcel,
  ctx: Context,
): Promise<void> {
  const { SigningCertURL, UnsubscribeURL, MessageAttributes, ...said } =
    document;
  const record = {
    EventSource: "aws:sns",
    EventVersion: "1.0",
    EventSubscriptionArn: subscriptionArnOf(subscription),
    Sns: {
      ...said,
      Subject: said.Subject ?? null,
      SigningCertUrl: SigningCertURL,
      UnsubscribeUrl: UnsubscribeURL,
      MessageAttributes: MessageAttributes ?? {},
    },
  };
  await ctx.send(
    new InvokeCommand({
      FunctionName: subscription.endpoint,
      InvocationType: "Event",
      Payload: Buffer.from(JSON.stringify({ Records: [record] })),
    }),
    asTopic(message, subscription.endpoint),
  );
}

async function enqueue(
  { message, subscription, document }: Parcel,
  ctx: Context,
): Promise<void> {
  const { groupId, deduplicationId } = message;
  const raw = isRaw(subscription);
  await ctx.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(subscription.endpoint),
      MessageBody: raw
        ? textFor(message, subscription.protocol)
        : JSON.stringify(document, undefined, 2),
      ...(raw
        ? { MessageAttributes: queueAttributes(message.attributes) }
        : {}),
      ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
      ...(deduplicationId === undefined ||
      !subscription.endpoint.endsWith(".fifo")
        ? {}
        : { MessageDeduplicationId: deduplicationId }),
    }),
    asTopic(message, subscription.endpoint),
  );
}

async function postNotification(
  { message, subscription, document }: Parcel,
  _ctx: Context,
): Promise<void> {
  const raw = isRaw(subscription);
  await post(
    subscription.endpoint,
    {
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-message-id": message.messageId,
      "x-amz-sns-topic-arn": message.topicArn,
      "x-amz-sns-subscription-arn": subscriptionArnOf(subscription),
      ...(raw ? { "x-amz-sns-rawdelivery": "true" } : {}),
    },
    raw
      ? textFor(message, subscription.protocol)
      : JSON.stringify(document, undefined, 2),
  );
}

/** SNS calls for the topic's account, in the endpoint's Region, and carries a message's trace on. */
export function asTopic(
  { topicArn, traceId }: Pick<Message, "topicArn" | "traceId">,
  endpointArn: string,
): Sender {
  const accountId = namedTopic(topicArn)?.place.accountId ?? "";
  const region = parseArn(endpointArn)?.region ?? "";
  return {
    as: "sns.amazonaws.com",
    sourceArn: topicArn,
    accountId,
    region,
    ...(traceId === undefined ? {} : { traceId }),
  };
}

function isRaw({ attributes }: SubscriptionRow): boolean {
  return attributes["RawMessageDelivery"] === "true";
}

function queueAttributes(
  attributes: Readonly<Record<string, MessageAttribute>>,
) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [
      name,
      type.startsWith("Binary")
        ? { DataType: type, BinaryValue: Buffer.from(value, "base64") }
        : { DataType: type, StringValue: value },
    ]),
  );
}
