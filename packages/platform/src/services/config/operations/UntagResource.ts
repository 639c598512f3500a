import { UntagResourceCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOn, retag } from "../tags.ts";

export const UntagResource = operation(UntagResourceCommand, {
  needs: async ({ ResourceArn, TagKeys }, ctx) => [
    await needOn("config:UntagResource", ResourceArn, ctx, {
      "aws:TagKeys": TagKeys,
    }),
  ],

  async handle({ ResourceArn, TagKeys }, ctx) {
    await retag(
      ResourceArn,
      (tags) =>
        Object.fromEntries(
          Object.entries(tags).filter(([key]) => !TagKeys.includes(key)),
        ),
      ctx,
    );
    return {};
  },
});
