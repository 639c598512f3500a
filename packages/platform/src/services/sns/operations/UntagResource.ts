import { UntagResourceCommand } from "@aws-sdk/client-sns";
import { operation } from "../../../core/operation.ts";
import { topics } from "../tables.ts";
import { taggedTopic } from "../tags.ts";
import { onTopic } from "../topic.ts";

export const UntagResource = operation(UntagResourceCommand, {
  needs: ({ ResourceArn, TagKeys }, ctx) =>
    onTopic("UntagResource", ResourceArn, ctx, { "aws:TagKeys": TagKeys }),

  async handle({ ResourceArn, TagKeys }, ctx) {
    const { topic, place } = await taggedTopic(ResourceArn, ctx);
    const tags = Object.fromEntries(
      Object.entries(topic.tags).filter(([key]) => !TagKeys.includes(key)),
    );
    await ctx.table(topics, place).put({ ...topic, tags });
    return {};
  },
});
