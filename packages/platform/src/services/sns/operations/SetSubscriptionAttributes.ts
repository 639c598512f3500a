import { SetSubscriptionAttributesCommand } from "@aws-sdk/client-sns";
import { operation } from "../../../core/operation.ts";
import { onSubscription, subscriptionOf } from "../subscription.ts";
import { withSubscriptionAttribute } from "../subscription-attributes.ts";
import { subscriptions } from "../tables.ts";

export const SetSubscriptionAttributes = operation(
  SetSubscriptionAttributesCommand,
  {
    needs: ({ SubscriptionArn }, ctx) =>
      onSubscription("SetSubscriptionAttributes", SubscriptionArn, ctx),

    async handle({ SubscriptionArn, AttributeName, AttributeValue = "" }, ctx) {
      const row = await subscriptionOf(SubscriptionArn, ctx);
      const attributes = withSubscriptionAttribute(
        row.attributes,
        AttributeName,
        AttributeValue,
        {
          protocol: row.protocol,
          fifoTopic: row.topicArn.endsWith(".fifo"),
        },
      );
      await ctx.table(subscriptions).put({ ...row, attributes });
      return {};
    },
  },
);
