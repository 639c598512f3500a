import { AddTagsCommand } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { trails } from "../trails/tables.ts";
import { withTags } from "../trails/tags.ts";
import { changeableTrail, onTrail } from "../trails/trail.ts";

export const AddTags = operation(AddTagsCommand, {
  needs: async ({ ResourceId, TagsList }, ctx) => [
    await onTrail("AddTags", ResourceId, ctx, requestTagKeys(TagsList)),
  ],

  async handle({ ResourceId, TagsList }, ctx) {
    const row = await changeableTrail(ResourceId, ctx);
    const tags = withTags(row.tags, TagsList);
    await ctx.table(trails).put({ ...row, tags });
    return {};
  },
});
