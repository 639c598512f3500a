import { ListSubscriptionsCommand } from "@aws-sdk/client-sns";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { shownSubscription } from "../subscription.ts";
import { subscriptions } from "../tables.ts";
import { invalid } from "../topic.ts";

const PAGE = 100;

export const ListSubscriptions = operation(ListSubscriptionsCommand, {
  needs: () => [allow("sns:ListSubscriptions", "*")],

  async handle({ NextToken }, ctx) {
    const { rows, nextToken } = await page(
      ctx.table(subscriptions),
      { index: "byOwner", prefix: [ctx.accountId, ctx.region], limit: PAGE },
      NextToken,
      () => invalid("NextToken"),
    );
    return {
      Subscriptions: rows.map(shownSubscription),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
