import { GetSubscriptionAttributesCommand } from "@aws-sdk/client-sns";
import { operation } from "../../../core/operation.ts";
import { policyFor, topicBehind } from "../delivery/deliver.ts";
import { onSubscription, subscriptionOf } from "../subscription.ts";
import { subscriptionArnOf } from "../tables.ts";

export const GetSubscriptionAttributes = operation(
  GetSubscriptionAttributesCommand,
  {
    needs: ({ SubscriptionArn }, ctx) =>
      onSubscription("GetSubscriptionAttributes", SubscriptionArn, ctx),

    async handle({ SubscriptionArn }, ctx) {
      const row = await subscriptionOf(SubscriptionArn, ctx);
      const { attributes, protocol } = row;
      const topic = await topicBehind(row, ctx);
      return {
        Attributes: {
          SubscriptionArn: subscriptionArnOf(row),
          TopicArn: row.topicArn,
          Owner: row.owner,
          Protocol: protocol,
          Endpoint: row.endpoint,
          PendingConfirmation: String(row.token !== undefined),
          ConfirmationWasAuthenticated: String(
            row.token === undefined &&
              (row.authenticateOnUnsubscribe || !protocol.startsWith("http")),
          ),
          RawMessageDelivery: "false",
          ...(attributes["FilterPolicy"] === undefined
            ? {}
            : { FilterPolicyScope: "MessageAttributes" }),
          ...(topic && protocol.startsWith("http")
            ? {
                EffectiveDeliveryPolicy: JSON.stringify({
                  healthyRetryPolicy: policyFor(row, topic),
                }),
              }
            : {}),
          ...attributes,
        },
      };
    },
  },
);
