import { UntagResourceCommand } from "@aws-sdk/client-accessanalyzer";
import { operation } from "../../../core/operation.ts";
import { findAnalyzer, nameIn, needOn } from "../analyzers.ts";
import { analyzers } from "../tables.ts";

/** Takes tags off an analyzer. */
export const UntagResource = operation(UntagResourceCommand, {
  needs: ({ resourceArn, tagKeys }, ctx) =>
    needOn("UntagResource", nameIn(resourceArn, ctx), ctx, {
      "aws:TagKeys": tagKeys,
    }),

  async handle({ resourceArn, tagKeys }, ctx) {
    const row = await findAnalyzer(nameIn(resourceArn, ctx), ctx);
    const tags = Object.fromEntries(
      Object.entries(row.tags).filter(([key]) => !tagKeys.includes(key)),
    );
    await ctx.table(analyzers).put({ ...row, tags });
    return {};
  },
});
