import {
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-lambda";
import { changedTags } from "../../../core/resource-tags.ts";
import type { Change, ResourceContext } from "../../../core/resource-type.ts";

/** Brings the tags of a resource to what a change says. */
export async function retag(
  Resource: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const { set, gone } = changedTags(before["Tags"], after["Tags"]);
  if (gone.length > 0)
    await ctx.send(new UntagResourceCommand({ Resource, TagKeys: gone }));
  if (Object.keys(set).length > 0)
    await ctx.send(new TagResourceCommand({ Resource, Tags: set }));
}
