import type { Tag } from "@aws-sdk/client-config-service";
import { ResourceNotFoundException } from "@aws-sdk/client-config-service";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import type { Need } from "../../core/operation.ts";
import { notValid } from "./faults.ts";
import { tagSets } from "./tables.ts";

const MOST = 50;

export type Tags = Readonly<Record<string, string>>;

/** The tags of what an ARN names; undefined where Config has nothing of that name. */
export async function tagsOn(
  arn: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<Tags | undefined> {
  return (await ctx.table(tagSets).get(arn))?.tags;
}

/** A need on one of Config's resources, with its tags. */
export async function needOn(
  action: `config:${string}`,
  resource: string,
  ctx: NeedsContext,
  keys: Need["keys"] = {},
): Promise<Need> {
  const tags = resourceTagKeys(await tagsOn(resource, ctx));
  return { action, resource, keys: { ...tags, ...keys } };
}

/** Writes down that something exists, with its tags; tags of something that is there already stay. */
export async function register(
  arn: string,
  tags: readonly Tag[] | undefined,
  ctx: Context,
): Promise<void> {
  if (await tagsOn(arn, ctx)) return;
  await ctx.table(tagSets).put({ arn, tags: asMap(tags ?? []) });
}

export async function unregister(arn: string, ctx: Context): Promise<void> {
  await ctx.table(tagSets).delete(arn);
}

/** @throws Fault ResourceNotFoundException, ValidationException */
export async function retag(
  arn: string,
  change: (tags: Tags) => Tags,
  ctx: Context,
): Promise<void> {
  const tags = change(await existingTags(arn, ctx));
  if (Object.keys(tags).length > MOST)
    throw notValid(`A resource has at most ${MOST} tags.`);
  await ctx.table(tagSets).put({ arn, tags });
}

export async function existingTags(arn: string, ctx: Context): Promise<Tags> {
  const tags = await tagsOn(arn, ctx);
  if (!tags)
    throw fault(
      ResourceNotFoundException,
      `The resource ${arn} does not exist.`,
    );
  return tags;
}

export function asMap(tags: readonly Tag[]): Tags {
  return Object.fromEntries(
    tags.map(({ Key = "", Value = "" }) => [Key, Value]),
  );
}
