import type { Context, Place } from "../../../core/context.ts";
import { results, type ResultRow } from "../tables.ts";

/** Results by the resource they are about. */
export async function resultsByResource(
  resourceType: string | undefined,
  resourceId: string | undefined,
  ctx: Context,
  place: Place = ctx,
): Promise<readonly (readonly [ResultRow, ...ResultRow[]])[]> {
  const { rows } = await ctx.table(results, place).list({
    index: "byResource",
    prefix:
      resourceType === undefined
        ? []
        : resourceId === undefined
          ? [resourceType]
          : [resourceType, resourceId],
  });
  const groups = new Map<string, [ResultRow, ...ResultRow[]]>();
  for (const row of rows) {
    const name = JSON.stringify([row.resourceType, row.resourceId]);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return [...groups.values()];
}
