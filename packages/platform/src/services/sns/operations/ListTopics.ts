import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { topicArnOf, topics } from "../tables.ts";
import { invalid } from "../topic.ts";

const PAGE = 100;

export const ListTopics = operation(ListTopicsCommand, {
  needs: () => [allow("sns:ListTopics", "*")],

  async handle({ NextToken }, ctx) {
    const { rows, nextToken } = await page(
      ctx.table(topics),
      { limit: PAGE },
      NextToken,
      () => invalid("NextToken"),
    );
    return {
      Topics: rows.map(({ name }) => ({ TopicArn: topicArnOf(ctx, name) })),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
