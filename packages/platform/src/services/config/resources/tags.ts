import {
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-config-service";
import {
  changeTags,
  tagProperty,
  type ResourceTag,
} from "../../../core/resource-tags.ts";
import type { Change, ResourceContext } from "../../../core/resource-type.ts";

/** The tags of one of Config's resources, as a property. */
export async function tagsOf(
  ResourceArn: string,
  ctx: ResourceContext,
): Promise<{ Tags?: ResourceTag[] }> {
  const { Tags = [] } = await ctx.send(
    new ListTagsForResourceCommand({ ResourceArn }),
  );
  return tagProperty(
    Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
  );
}

/** Gives one of Config's resources the tags that a change wants. */
export async function retag(
  ResourceArn: string,
  change: Change,
  ctx: ResourceContext,
): Promise<void> {
  await changeTags(change, {
    untag: (TagKeys) =>
      ctx.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
    tag: (tags) =>
      ctx.send(
        new TagResourceCommand({ ResourceArn, Tags: tagProperty(tags).Tags }),
      ),
  });
}
