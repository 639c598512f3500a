import { TagResourceCommand, TooManyTagsException } from "@aws-sdk/client-xray";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys, resourceTagKeys } from "../../../core/tag-keys.ts";
import { findTagged, taggedResource, tagsOf } from "../tagged.ts";

const TAGS_AT_MOST = 50;

export const TagResource = operation(TagResourceCommand, {
  needs: async ({ ResourceARN, Tags }, ctx) => [
    allow("xray:TagResource", ResourceARN, {
      ...resourceTagKeys((await findTagged(ResourceARN, ctx))?.tags),
      ...requestTagKeys(Tags),
    }),
  ],

  async handle({ ResourceARN, Tags }, ctx) {
    const resource = await taggedResource(ResourceARN, ctx);
    const tags = { ...resource.tags, ...tagsOf(Tags) };
    if (Object.keys(tags).length > TAGS_AT_MOST)
      throw fault(
        TooManyTagsException,
        `A resource can have at most ${TAGS_AT_MOST} tags.`,
        { ResourceName: ResourceARN },
      );
    await resource.retag(tags);
    return {};
  },
});
