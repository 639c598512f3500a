import { ListTagsForResourceCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { asAdministrator } from "../membership.ts";
import { onTagged, taggedResource } from "../tagged-resource.ts";
import { isAwsManaged } from "../policies.ts";
import { tagList } from "../tags.ts";

/** Fifty tags at most, so that one page holds them; AWS's own policies have none. */
export const ListTagsForResource = operation(ListTagsForResourceCommand, {
  needs: async ({ ResourceId }, ctx) => [
    await onTagged("ListTagsForResource", ResourceId, ctx),
  ],

  async handle({ ResourceId }, ctx) {
    const organization = await asAdministrator(ctx);
    if (isAwsManaged(ResourceId)) return { Tags: [] };
    const { tags } = await taggedResource(organization, ResourceId, ctx);
    return { Tags: tagList(tags) };
  },
});
