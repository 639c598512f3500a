import { randomUUID } from "node:crypto";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Context } from "../../../core/context.ts";
import { queueUrl } from "../../../core/queue-url.ts";
import { namedSubscription } from "../subscription.ts";
import {
  confirmationDue,
  subscriptions,
  type SubscriptionRow,
} from "../tables.ts";
import { isRetryable, policyFor, topicBehind } from "./deliver.ts";
import { asTopic } from "./endpoints.ts";
import { post } from "./http.ts";
import { confirmationDocument } from "./notification.ts";
import { delayAfter } from "./retry-policy.ts";

/** Asks an endpoint whether it wants a topic's messages. */
export async function askEndpoint(
  asked: { subscriptionArn: string; failures: number },
  ctx: Context,
): Promise<void> {
  const { topicArn, id } = namedSubscription(asked.subscriptionArn);
  const aside = ctx.aside();
  const subscription = await aside.table(subscriptions).get(topicArn, id);
  const topic = subscription && (await topicBehind(subscription, aside));
  if (!topic || subscription.token === undefined) return;
  try {
    await ask(subscription, topic.attributes["SignatureVersion"] ?? "1", aside);
  } catch (error) {
    const failures = asked.failures + 1;
    const delay = isRetryable(error)
      ? delayAfter(policyFor(subscription, topic), failures)
      : undefined;
    if (delay === undefined) return;
    const at = ctx.now() + delay * 1000;
    ctx.emit(confirmationDue, { ...asked, failures }, { at });
  }
}

async function ask(
  subscription: SubscriptionRow,
  version: string,
  ctx: Context,
): Promise<void> {
  const { topicArn, endpoint, protocol } = subscription;
  const messageId = randomUUID();
  const document = JSON.stringify(
    await confirmationDocument(subscription, messageId, version, ctx),
    undefined,
    2,
  );
  if (protocol === "sqs") {
    await ctx.send(
      new SendMessageCommand({
        QueueUrl: queueUrl(endpoint),
        MessageBody: document,
        ...(endpoint.endsWith(".fifo")
          ? { MessageGroupId: topicArn, MessageDeduplicationId: messageId }
          : {}),
      }),
      asTopic({ topicArn }, endpoint),
    );
    return;
  }
  await post(
    endpoint,
    {
      "x-amz-sns-message-type": "SubscriptionConfirmation",
      "x-amz-sns-message-id": messageId,
      "x-amz-sns-topic-arn": topicArn,
    },
    document,
  );
}
