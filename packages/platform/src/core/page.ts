import type { Fault } from "./errors.ts";
import type { Listing, Table } from "./table.ts";

/** A page as an AWS list operation answers it. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Opaque to clients; undefined on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * One page of a table.
 * @param token what the client sent back; a text that this function did not make throws `invalid()`
 */
export async function page<Row extends object>(
  rows: Table<Row>,
  listing: Omit<Listing, "after" | "limit"> & { limit: number },
  token: string | undefined,
  invalid: () => Fault,
): Promise<Page<Row>> {
  const after =
    token === undefined || token === "" ? undefined : readToken(token, invalid);
  const listed = await rows.list({
    ...listing,
    ...(after === undefined ? {} : { after }),
  });
  return {
    rows: listed.rows,
    nextToken: listed.next === undefined ? undefined : writeToken(listed.next),
  };
}

/** Makes a token of a position in a listing. */
export function writeToken(position: string): string {
  return Buffer.from(position).toString("base64url");
}

/** The position in a token made by {@link writeToken}. */
export function readToken(token: string, invalid: () => Fault): string {
  const position = Buffer.from(token, "base64url").toString();
  if (position === "" || writeToken(position) !== token) throw invalid();
  return position;
}

/** Rows read at a time while looking for those that a filter wants. */
const CHUNK = 100;

/** Like {@link page}, of the rows that `wanted` accepts. */
export async function filteredPage<Row extends object>(
  rows: Table<Row>,
  listing: Omit<Listing, "after" | "limit"> & { limit: number },
  wanted: (row: Row) => boolean,
  token: string | undefined,
  invalid: () => Fault,
): Promise<Page<Row>> {
  const found: { row: Row; position: string }[] = [];
  let after =
    token === undefined || token === "" ? undefined : readToken(token, invalid);
  do {
    const listed = await rows.list({
      ...listing,
      limit: CHUNK,
      ...(after === undefined ? {} : { after }),
    });
    for (const [i, row] of listed.rows.entries())
      if (wanted(row)) found.push({ row, position: listed.positions[i] ?? "" });
    after = listed.next;
  } while (after !== undefined && found.length <= listing.limit);

  const shown = found.slice(0, listing.limit);
  const more = found.length > listing.limit;
  return {
    rows: shown.map(({ row }) => row),
    nextToken: more ? writeToken(shown.at(-1)?.position ?? "") : undefined,
  };
}
