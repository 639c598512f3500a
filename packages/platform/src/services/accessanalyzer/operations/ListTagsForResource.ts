import { ListTagsForResourceCommand } from "@aws-sdk/client-accessanalyzer";
import { operation } from "../../../core/operation.ts";
import { findAnalyzer, nameIn, needOn } from "../analyzers.ts";

/** The tags of an analyzer. */
export const ListTagsForResource = operation(ListTagsForResourceCommand, {
  needs: ({ resourceArn }, ctx) =>
    needOn("ListTagsForResource", nameIn(resourceArn, ctx), ctx),

  handle: async ({ resourceArn }, ctx) => ({
    tags: { ...(await findAnalyzer(nameIn(resourceArn, ctx), ctx)).tags },
  }),
});
