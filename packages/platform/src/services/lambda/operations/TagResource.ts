import { TagResourceCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { checkedTags, onTagged, taggedResource } from "../tagged-resource.ts";

export const TagResource = operation(TagResourceCommand, {
  audit: { eventName: "TagResource20170331v2" },

  needs: async ({ Resource, Tags }, ctx) => [
    await onTagged("lambda:TagResource", Resource, ctx, requestTagKeys(Tags)),
  ],

  async handle({ Resource, Tags }, ctx) {
    const resource = await taggedResource(Resource, ctx);
    await resource.save(checkedTags({ ...resource.tags, ...Tags }), ctx);
    return {};
  },
});
