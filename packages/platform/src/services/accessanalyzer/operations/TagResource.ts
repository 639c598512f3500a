import { TagResourceCommand } from "@aws-sdk/client-accessanalyzer";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { findAnalyzer, nameIn, needOn } from "../analyzers.ts";
import { analyzers } from "../tables.ts";

/** Adds tags to an analyzer, or changes them. */
export const TagResource = operation(TagResourceCommand, {
  needs: ({ resourceArn, tags }, ctx) =>
    needOn("TagResource", nameIn(resourceArn, ctx), ctx, requestTagKeys(tags)),

  async handle({ resourceArn, tags }, ctx) {
    const row = await findAnalyzer(nameIn(resourceArn, ctx), ctx);
    await ctx.table(analyzers).put({ ...row, tags: { ...row.tags, ...tags } });
    return {};
  },
});
