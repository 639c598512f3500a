import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { unbindPrincipals } from "../../../core/identity/principal-ids.ts";
import { operation } from "../../../core/operation.ts";
import { HTTP_DEFAULT, httpRetryPolicy } from "../delivery/retry-policy.ts";
import { subscriptions } from "../tables.ts";
import { policyOf } from "../topic-policy.ts";
import { onTopic, topicOf } from "../topic.ts";

export const GetTopicAttributes = operation(GetTopicAttributesCommand, {
  needs: ({ TopicArn }, ctx) => onTopic("GetTopicAttributes", TopicArn, ctx),

  async handle({ TopicArn }, ctx) {
    const { topic, topicArn, place } = await topicOf(TopicArn, ctx);
    const { rows } = await ctx
      .table(subscriptions)
      .list({ prefix: [topicArn] });
    const pending = rows.filter(({ token }) => token !== undefined).length;
    const { DeliveryPolicy } = topic.attributes;
    return {
      Attributes: {
        TopicArn: topicArn,
        Owner: place.accountId,
        DisplayName: "",
        Policy: await unbindPrincipals(policyOf(topic, topicArn), ctx),
        SubscriptionsConfirmed: String(rows.length - pending),
        SubscriptionsPending: String(pending),
        SubscriptionsDeleted: "0",
        EffectiveDeliveryPolicy: JSON.stringify({
          http: {
            defaultHealthyRetryPolicy: DeliveryPolicy
              ? httpRetryPolicy(DeliveryPolicy, undefined)
              : HTTP_DEFAULT,
            disableSubscriptionOverrides: false,
          },
        }),
        ...(topic.fifo
          ? { FifoTopic: "true", ContentBasedDeduplication: "false" }
          : {}),
        ...topic.attributes,
      },
    };
  },
});
