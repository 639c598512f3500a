import { TagResourceCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { asManagement } from "../membership.ts";
import { onTagged, taggedResource } from "../tagged-resource.ts";
import { requestTagKeys, tagged } from "../tags.ts";

export const TagResource = operation(TagResourceCommand, {
  needs: async ({ ResourceId, Tags }, ctx) => [
    await onTagged("TagResource", ResourceId, ctx, requestTagKeys(Tags)),
  ],

  async handle({ ResourceId, Tags }, ctx) {
    const organization = await asManagement(ctx);
    const resource = await taggedResource(organization, ResourceId, ctx);
    await resource.retag(tagged(resource.tags, Tags));
    return {};
  },
});
