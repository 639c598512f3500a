import { UntagResourceCommand } from "@aws-sdk/client-xray";
import { allow, operation } from "../../../core/operation.ts";
import { resourceTagKeys } from "../../../core/tag-keys.ts";
import { findTagged, taggedResource } from "../tagged.ts";

export const UntagResource = operation(UntagResourceCommand, {
  needs: async ({ ResourceARN, TagKeys }, ctx) => [
    allow("xray:UntagResource", ResourceARN, {
      ...resourceTagKeys((await findTagged(ResourceARN, ctx))?.tags),
      "aws:TagKeys": TagKeys,
    }),
  ],

  async handle({ ResourceARN, TagKeys }, ctx) {
    const resource = await taggedResource(ResourceARN, ctx);
    const left = Object.entries(resource.tags).filter(
      ([key]) => !TagKeys.includes(key),
    );
    await resource.retag(Object.fromEntries(left));
    return {};
  },
});
