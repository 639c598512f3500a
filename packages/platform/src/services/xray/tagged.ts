import { ResourceNotFoundException, type Tag } from "@aws-sdk/client-xray";
import { parseArn } from "../../core/arn.ts";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { findRule } from "./sampling.ts";
import { groups, samplingRules, type Tags } from "./tables.ts";

/** What has tags: a group or a sampling rule. */
export interface Tagged {
  readonly tags: Tags;
  retag(tags: Tags): Promise<void>;
}

/** @throws Fault ResourceNotFoundException */
export async function taggedResource(
  resourceArn: string,
  ctx: Pick<Context, "table">,
): Promise<Tagged> {
  const found = await findTagged(resourceArn, ctx);
  if (!found)
    throw fault(ResourceNotFoundException, "Resource does not exist.", {
      ResourceName: resourceArn,
    });
  return found;
}

export async function findTagged(
  resourceArn: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<Tagged | undefined> {
  const [kind, name = "", id] =
    parseArn(resourceArn)?.resource.split("/") ?? [];
  if (kind === "sampling-rule") {
    const row = await findRule(name, ctx);
    return (
      row && {
        tags: row.tags,
        retag: (tags) => ctx.table(samplingRules).put({ ...row, tags }),
      }
    );
  }
  const row = kind === "group" ? await ctx.table(groups).get(name) : undefined;
  return row?.id === id && row
    ? {
        tags: row.tags,
        retag: (tags) => ctx.table(groups).put({ ...row, tags }),
      }
    : undefined;
}

export function tagsOf(list: readonly Tag[] | undefined): Tags {
  return Object.fromEntries(
    (list ?? []).map(({ Key = "", Value = "" }) => [Key, Value]),
  );
}
