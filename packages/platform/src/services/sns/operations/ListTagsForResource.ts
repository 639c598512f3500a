import { ListTagsForResourceCommand } from "@aws-sdk/client-sns";
import { operation } from "../../../core/operation.ts";
import { taggedTopic } from "../tags.ts";
import { onTopic } from "../topic.ts";

export const ListTagsForResource = operation(ListTagsForResourceCommand, {
  needs: ({ ResourceArn }, ctx) =>
    onTopic("ListTagsForResource", ResourceArn, ctx),

  async handle({ ResourceArn }, ctx) {
    const { topic } = await taggedTopic(ResourceArn, ctx);
    return {
      Tags: Object.entries(topic.tags).map(([Key, Value]) => ({ Key, Value })),
    };
  },
});
