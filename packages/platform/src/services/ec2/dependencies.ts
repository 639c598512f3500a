import { fault } from "../../core/errors.ts";
import type { Context } from "../../core/context.ts";
import type { TableKind } from "../../core/table.ts";

/** Whether a table has a row under a place of one of its indexes. */
export async function hasAny<Row extends object>(
  kind: TableKind<Row>,
  index: string,
  prefix: string,
  ctx: Context,
): Promise<boolean> {
  const { rows } = await ctx
    .table(kind)
    .list({ index, prefix: [prefix], limit: 1 });
  return rows.length > 0;
}

/** The refusal to delete what others need: `The vpc 'vpc-…' has dependencies and cannot be deleted.` */
export function hasDependencies(what: string, id: string) {
  return fault(
    "DependencyViolation",
    `The ${what} '${id}' has dependencies and cannot be deleted.`,
    400,
  );
}
