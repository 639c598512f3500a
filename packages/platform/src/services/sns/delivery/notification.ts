import type { Context } from "../../../core/context.ts";
import { noticeSigner, signNotice } from "../../../core/trust/notice-signer.ts";
import { textFor, type Message } from "../message.ts";
import { subscriptionArnOf, type SubscriptionRow } from "../tables.ts";

/** What every document that SNS sends has. */
interface Signed {
  readonly Type: string;
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  readonly Timestamp: string;
  readonly SignatureVersion: string;
  readonly Signature: string;
  readonly SigningCertURL: string;
}

/** A message as queues and HTTP endpoints get it (SNS guide, "Parsing message formats"). */
export interface NotificationDocument extends Signed {
  readonly SequenceNumber?: string;
  readonly Subject?: string;
  readonly UnsubscribeURL: string;
  readonly MessageAttributes?: Readonly<
    Record<string, { readonly Type: string; readonly Value: string }>
  >;
}

/** What asks an endpoint whether it wants a topic's messages. */
export interface ConfirmationDocument extends Signed {
  readonly Token: string;
  readonly SubscribeURL: string;
}

/** @param signatureVersion of the topic: 1 signs with SHA-1, 2 with SHA-256 */
export async function notificationDocument(
  message: Message,
  subscription: SubscriptionRow,
  signatureVersion: string,
  ctx: Context,
): Promise<NotificationDocument> {
  const { messageId, topicArn, subject, attributes, sequenceNumber } = message;
  const said = {
    Type: "Notification",
    MessageId: messageId,
    ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }),
    TopicArn: topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: textFor(message, subscription.protocol),
    Timestamp: new Date(message.publishedAt).toISOString(),
  };
  const shown = Object.entries(attributes).map(
    ([name, { type, value }]) => [name, { Type: type, Value: value }] as const,
  );
  return {
    ...(await signed(said, signatureVersion, ctx)),
    UnsubscribeURL: actionUrl(ctx, {
      Action: "Unsubscribe",
      SubscriptionArn: subscriptionArnOf(subscription),
    }),
    ...(shown.length === 0
      ? {}
      : { MessageAttributes: Object.fromEntries(shown) }),
  };
}

export async function confirmationDocument(
  { topicArn, token = "" }: SubscriptionRow,
  messageId: string,
  signatureVersion: string,
  ctx: Context,
): Promise<ConfirmationDocument> {
  const said = {
    Type: "SubscriptionConfirmation",
    MessageId: messageId,
    Token: token,
    TopicArn: topicArn,
    Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: actionUrl(ctx, {
      Action: "ConfirmSubscription",
      TopicArn: topicArn,
      Token: token,
    }),
    Timestamp: new Date(ctx.now()).toISOString(),
  };
  return signed(said, signatureVersion, ctx);
}

/** The members that are signed, in the order in which they are (SNS guide, "Verifying the signatures"). */
const SIGNED = {
  Notification: [
    "Message",
    "MessageId",
    "Subject",
    "Timestamp",
    "TopicArn",
    "Type",
  ],
  SubscriptionConfirmation: [
    "Message",
    "MessageId",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
  ],
} as const;

async function signed<
  Said extends Readonly<Record<string, string>> & { readonly Type: string },
>(said: Said, version: string, ctx: Context) {
  const signer = await noticeSigner(ctx);
  const names = SIGNED[said.Type as keyof typeof SIGNED];
  const text = names
    .filter((name) => said[name] !== undefined)
    .map((name) => `${name}\n${said[name]}\n`)
    .join("");
  return {
    ...said,
    SignatureVersion: version,
    Signature: signNotice(signer, text, version === "2" ? "sha256" : "sha1"),
    SigningCertURL: `${ctx.platform.endpoint()}${signer.path}`,
  };
}

/** An address that whoever received it may open without credentials. */
function actionUrl(
  ctx: Context,
  parameters: Readonly<Record<string, string>>,
): string {
  const query = new URLSearchParams({ ...parameters, Version: "2010-03-31" });
  return `${ctx.platform.endpoint()}/?${query.toString()}`;
}
