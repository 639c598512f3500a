import type { Context } from "../../../core/context.ts";
import { uploads as uploadTable, type Upload } from "../tables.ts";
import { rolledUp, type Walk } from "./rolled-up.ts";

/** One page of ListMultipartUploads. */
export interface PageOfUploads {
  readonly uploads: readonly Upload[];
  readonly prefixes: readonly string[];
  /** The last of the page, where more follow. */
  readonly last:
    { readonly key: string; readonly uploadId?: string } | undefined;
}

/** The page of uploads, by key and oldest first, that follow behind a key or one of its uploads. */
export async function pageOfUploads(
  ctx: Context,
  walk: Omit<Walk, "from">,
  after: { readonly key: string; readonly uploadId?: string | undefined },
): Promise<PageOfUploads> {
  const uploads: Upload[] = [];
  const prefixes: string[] = [];
  let last: { key: string; uploadId?: string } = { key: "" };
  if (walk.limit === 0) return { uploads, prefixes, last: undefined };

  const found = rolledUp(ctx.table(uploadTable), { ...walk, from: after.key });
  for await (const rolled of found) {
    if (isShown(rolled, after)) continue;
    if (uploads.length + prefixes.length === walk.limit)
      return { uploads, prefixes, last };
    if ("prefix" in rolled) {
      prefixes.push(rolled.prefix);
      last = { key: rolled.prefix };
    } else {
      const { key, uploadId } = rolled.row;
      uploads.push(rolled.row);
      last = { key, uploadId };
    }
  }
  return { uploads, prefixes, last: undefined };
}

/** Of the marker's key, uploads up to the marker's id were on an earlier page; without an id all of them. */
function isShown(
  rolled: { readonly row: Upload } | { readonly prefix: string },
  after: { readonly key: string; readonly uploadId?: string | undefined },
): boolean {
  if ("prefix" in rolled) return rolled.prefix === after.key;
  const { key, uploadId } = rolled.row;
  return (
    key === after.key &&
    (after.uploadId === undefined || uploadId <= after.uploadId)
  );
}
