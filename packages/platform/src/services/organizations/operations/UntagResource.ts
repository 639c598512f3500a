import { UntagResourceCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { asManagement } from "../membership.ts";
import { onTagged, taggedResource } from "../tagged-resource.ts";

export const UntagResource = operation(UntagResourceCommand, {
  needs: async ({ ResourceId, TagKeys }, ctx) => [
    await onTagged("UntagResource", ResourceId, ctx, {
      "aws:TagKeys": TagKeys,
    }),
  ],

  async handle({ ResourceId, TagKeys }, ctx) {
    const organization = await asManagement(ctx);
    const resource = await taggedResource(organization, ResourceId, ctx);
    await resource.retag(
      Object.fromEntries(
        Object.entries(resource.tags).filter(([key]) => !TagKeys.includes(key)),
      ),
    );
    return {};
  },
});
