import { RemoveTagsCommand } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../core/operation.ts";
import { trails } from "../trails/tables.ts";
import { changeableTrail, onTrail } from "../trails/trail.ts";

/** Takes tags away by their keys. */
export const RemoveTags = operation(RemoveTagsCommand, {
  needs: async ({ ResourceId, TagsList }, ctx) => [
    await onTrail("RemoveTags", ResourceId, ctx, {
      "aws:TagKeys": TagsList.map(({ Key = "" }) => Key),
    }),
  ],

  async handle({ ResourceId, TagsList }, ctx) {
    const row = await changeableTrail(ResourceId, ctx);
    const gone = new Set(TagsList.map(({ Key }) => Key));
    const tags = Object.fromEntries(
      Object.entries(row.tags).filter(([key]) => !gone.has(key)),
    );
    await ctx.table(trails).put({ ...row, tags });
    return {};
  },
});
