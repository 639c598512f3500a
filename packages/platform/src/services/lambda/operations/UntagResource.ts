import { UntagResourceCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { onTagged, taggedResource } from "../tagged-resource.ts";

export const UntagResource = operation(UntagResourceCommand, {
  audit: { eventName: "UntagResource20170331v2" },

  needs: async ({ Resource, TagKeys }, ctx) => [
    await onTagged("lambda:UntagResource", Resource, ctx, {
      "aws:TagKeys": TagKeys,
    }),
  ],

  async handle({ Resource, TagKeys }, ctx) {
    const resource = await taggedResource(Resource, ctx);
    await resource.save(
      Object.fromEntries(
        Object.entries(resource.tags).filter(([key]) => !TagKeys.includes(key)),
      ),
      ctx,
    );
    return {};
  },
});
