import { TagResourceCommand } from "@aws-sdk/client-sns";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { topics } from "../tables.ts";
import { tagged, taggedTopic } from "../tags.ts";
import { onTopic } from "../topic.ts";

export const TagResource = operation(TagResourceCommand, {
  needs: ({ ResourceArn, Tags }, ctx) =>
    onTopic("TagResource", ResourceArn, ctx, requestTagKeys(Tags)),

  async handle({ ResourceArn, Tags }, ctx) {
    const { topic, place } = await taggedTopic(ResourceArn, ctx);
    const tags = tagged(topic.tags, Tags);
    await ctx.table(topics, place).put({ ...topic, tags });
    return {};
  },
});
