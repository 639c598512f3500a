import { ListTagsForResourceCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { more, pageOf } from "../paging.ts";
import { existingTags, needOn } from "../tags.ts";

const PAGE = 50;

export const ListTagsForResource = operation(ListTagsForResourceCommand, {
  needs: async ({ ResourceArn }, ctx) => [
    await needOn("config:ListTagsForResource", ResourceArn, ctx),
  ],

  async handle({ ResourceArn, Limit, NextToken }, ctx) {
    const tags = Object.entries(await existingTags(ResourceArn, ctx));
    const { items, nextToken } = pageOf(tags, Limit || PAGE, NextToken);
    return {
      Tags: items.map(([Key, Value]) => ({ Key, Value })),
      ...more(nextToken),
    };
  },
});
