import { ListTagsCommand } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../core/operation.ts";
import { existingTrail, onTrail } from "../trails/trail.ts";

export const ListTags = operation(ListTagsCommand, {
  needs: ({ ResourceIdList }, ctx) =>
    Promise.all(ResourceIdList.map((id) => onTrail("ListTags", id, ctx))),

  async handle({ ResourceIdList }, ctx) {
    const ResourceTagList = [];
    for (const ResourceId of ResourceIdList) {
      const { tags } = await existingTrail(ResourceId, ctx);
      ResourceTagList.push({
        ResourceId,
        TagsList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      });
    }
    return { ResourceTagList };
  },
});
