import {
  CreateTagsCommand,
  DeleteTagsCommand,
  type ResourceType,
  type Tag,
  type TagSpecification,
} from "@aws-sdk/client-ec2";
import {
  changeTags,
  tagMap,
  tagProperty,
} from "../../../core/resource-tags.ts";
import type {
  Change,
  Properties,
  ResourceContext,
} from "../../../core/resource-type.ts";
import type { Kind } from "../kind.ts";

/** A template's tags as what makes a resource of a kind takes them. */
export function tagging(
  { type }: Pick<Kind<never>, "type">,
  { Tags }: Properties,
): { TagSpecifications?: TagSpecification[] } {
  const tags = listOf(tagMap(Tags));
  return tags.length > 0
    ? {
        TagSpecifications: [{ ResourceType: type as ResourceType, Tags: tags }],
      }
    : {};
}

/** Brings a resource's tags from those before a change to those after it. */
export const retag = (
  id: string,
  change: Change,
  ctx: ResourceContext,
): Promise<void> =>
  changeTags(change, {
    untag: (keys) =>
      ctx.send(
        new DeleteTagsCommand({
          Resources: [id],
          Tags: keys.map((Key) => ({ Key })),
        }),
      ),
    tag: (tags) =>
      ctx.send(new CreateTagsCommand({ Resources: [id], Tags: listOf(tags) })),
  });

/** EC2's tags as a property. */
export const shownTags = (tags: readonly Tag[] | undefined) =>
  tagProperty(tagMap(tags));

const listOf = (tags: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
