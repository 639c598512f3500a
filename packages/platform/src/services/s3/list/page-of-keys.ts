import type { Context } from "../../../core/context.ts";
import { isObject } from "../find-object.ts";
import { latestVersions, type ObjectVersion } from "../tables.ts";
import type { Table } from "../../../core/table.ts";
import { rolledUp, type Rolled, type Walk } from "./rolled-up.ts";

/** One page of a listing. */
export interface PageOfKeys<Row> {
  readonly rows: readonly Row[];
  readonly prefixes: readonly string[];
  /** The last key or common prefix of the page, where more follow. */
  readonly last: string | undefined;
}

/** The page of keys and common prefixes that follow behind `after`. */
export async function pageOfKeys<Row extends { readonly key: string }>(
  table: Table<Row>,
  walk: Omit<Walk, "from"> & { readonly after: string },
): Promise<PageOfKeys<Row>> {
  const { after, limit } = walk;
  const rows: Row[] = [];
  const prefixes: string[] = [];
  let last = "";
  if (limit === 0) return { rows, prefixes, last: undefined };
  for await (const rolled of rolledUp(table, { ...walk, from: after })) {
    if (keyOf(rolled) === after) continue;
    if (rows.length + prefixes.length === limit)
      return { rows, prefixes, last };
    last = keyOf(rolled);
    if ("row" in rolled) rows.push(rolled.row);
    else prefixes.push(rolled.prefix);
  }
  return { rows, prefixes, last: undefined };
}

/** The key or common prefix that stands at a place of a listing. */
export function keyOf<Row extends { readonly key: string }>(
  rolled: Rolled<Row>,
): string {
  return "row" in rolled ? rolled.row.key : rolled.prefix;
}

/** A page of a bucket's objects: of the keys whose newest version is no delete marker. */
export async function pageOfObjects(
  ctx: Pick<Context, "table">,
  walk: Omit<Walk, "from" | "index"> & { readonly after: string },
): Promise<PageOfKeys<ObjectVersion>> {
  const page = await pageOfKeys(ctx.table(latestVersions), {
    ...walk,
    index: "objects",
  });
  return { ...page, rows: page.rows.filter(isObject) };
}
