import type { ResourceType } from "@aws-sdk/client-ec2";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { Tagged } from "../../core/network/tables.ts";
import type { Kind } from "./kind.ts";
import { KINDS } from "./kinds.ts";

/** One tag of one resource. */
export interface TagOf {
  readonly id: string;
  readonly type: ResourceType;
  readonly key: string;
  readonly value: string;
}

/**
 * The kind of resource that an id names.
 * @throws Fault InvalidID
 */
export function kindOf(id: string): Kind<Tagged> {
  const kind = KINDS.find(({ prefix }) => id.startsWith(prefix));
  if (!kind) throw fault("InvalidID", `The ID '${id}' is not valid`, 400);
  return kind;
}

/** Every tag in the Region, in the order of resources and keys. */
export async function everyTag(ctx: Context): Promise<readonly TagOf[]> {
  const tags: TagOf[] = [];
  for (const kind of KINDS)
    for (const row of (await ctx.table(kind.table).list()).rows)
      for (const [key, value] of Object.entries(row.tags))
        tags.push({
          id: kind.id(row),
          type: kind.type as ResourceType,
          key,
          value,
        });
  const place = ({ id, key }: TagOf) => `${id} ${key}`;
  return tags.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
