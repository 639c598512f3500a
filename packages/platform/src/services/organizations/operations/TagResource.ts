import { TagResourceCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { asManagement } from "../membership.ts";
import { onTagged, taggedResource } from "../tagged-resource.ts";
import { tagged } from "../tags.ts";

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
