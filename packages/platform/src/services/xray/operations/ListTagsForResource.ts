import { ListTagsForResourceCommand } from "@aws-sdk/client-xray";
import { allow, operation } from "../../../core/operation.ts";
import { resourceTagKeys } from "../../../core/tag-keys.ts";
import { findTagged, taggedResource } from "../tagged.ts";

export const ListTagsForResource = operation(ListTagsForResourceCommand, {
  needs: async ({ ResourceARN }, ctx) => [
    allow(
      "xray:ListTagsForResource",
      ResourceARN,
      resourceTagKeys((await findTagged(ResourceARN, ctx))?.tags),
    ),
  ],

  async handle({ ResourceARN }, ctx) {
    const { tags } = await taggedResource(ResourceARN, ctx);
    return {
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    };
  },
});
