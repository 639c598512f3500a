import type { Listing, Table } from "../../../core/table.ts";

/** What a listing shows at a place: a row, or all rows behind a common prefix as one. */
export type Rolled<Row> = { readonly row: Row } | { readonly prefix: string };

/** Which keys of a bucket to walk through. */
export interface Walk {
  readonly bucket: string;
  readonly index?: string;
  readonly prefix: string;
  readonly delimiter: string;
  /** Begin here: at this key, or, where it is itself a common prefix, behind all keys of it. */
  readonly from: string;
  /** About how many the caller takes. */
  readonly limit: number;
}

/** The last code point: behind every key that begins with the text before it. */
const BEHIND = "\u{10ffff}";
const MOST_ROWS = 1000;
/** Rows read where a common prefix is expected to hide what follows. */
const FEW_ROWS = 16;

/**
 * Walks a bucket's keys in the order of their UTF-8 bytes and rolls up what has a delimiter behind the
 * prefix. The keys of a common prefix are skipped by a new range, not read one by one.
 */
export async function* rolledUp<Row extends { readonly key: string }>(
  table: Table<Row>,
  { bucket, index, prefix, delimiter, from, limit }: Walk,
): AsyncGenerator<Rolled<Row>> {
  let rolled =
    commonPrefix(from, prefix, delimiter) === from ? from : undefined;
  let at: Pick<Listing, "from" | "after"> = beginning(
    rolled === undefined ? from : rolled + BEHIND,
    prefix,
  );
  let size = Math.min(limit + 1, delimiter === "" ? MOST_ROWS : 4 * FEW_ROWS);
  for (;;) {
    const { rows, next } = await table.list({
      ...(index === undefined ? {} : { index }),
      prefix: [bucket],
      startsWith: prefix,
      limit: size,
      ...at,
    });
    let hidden = false;
    for (const row of rows) {
      hidden = rolled !== undefined && row.key.startsWith(rolled);
      if (hidden) continue;
      const common = commonPrefix(row.key, prefix, delimiter);
      if (common === undefined) yield { row };
      else {
        rolled = common;
        hidden = true;
        yield { prefix: common };
      }
    }
    if (next === undefined) return;
    at = hidden ? { from: [rolled + BEHIND] } : { after: next };
    size = hidden ? FEW_ROWS : Math.min(size * 4, MOST_ROWS);
  }
}

/** The part of a key up to the first delimiter behind the prefix, where there is one. */
function commonPrefix(
  key: string,
  prefix: string,
  delimiter: string,
): string | undefined {
  if (delimiter === "" || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** Keys begin where the prefix does, or later. */
function beginning(from: string, prefix: string): Pick<Listing, "from"> {
  return Buffer.compare(Buffer.from(from), Buffer.from(prefix)) > 0
    ? { from: [from] }
    : {};
}
