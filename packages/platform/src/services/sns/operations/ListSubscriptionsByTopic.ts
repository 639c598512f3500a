import { ListSubscriptionsByTopicCommand } from "@aws-sdk/client-sns";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { shownSubscription } from "../subscription.ts";
import { subscriptions } from "../tables.ts";
import { invalid, onTopic, topicOf } from "../topic.ts";

const PAGE = 100;

export const ListSubscriptionsByTopic = operation(
  ListSubscriptionsByTopicCommand,
  {
    needs: ({ TopicArn }, ctx) =>
      onTopic("ListSubscriptionsByTopic", TopicArn, ctx),

    async handle({ TopicArn, NextToken }, ctx) {
      const { topicArn } = await topicOf(TopicArn, ctx);
      const { rows, nextToken } = await page(
        ctx.table(subscriptions),
        { prefix: [topicArn], limit: PAGE },
        NextToken,
        () => invalid("NextToken"),
      );
      return {
        Subscriptions: rows.map(shownSubscription),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },
  },
);
