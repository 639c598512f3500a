import { InvalidInputException } from "@aws-sdk/client-iam";
import { fault, type Fault } from "../../core/errors.ts";
import { readToken, writeToken } from "../../core/page.ts";
import type { Listing, Table } from "../../core/table.ts";

/** How IAM's lists are asked for: 100 items where no number is given. */
export interface Paging {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** A page as IAM answers it; `ends` goes into the answer as it stands. */
export interface MarkedPage<Item> {
  readonly items: readonly Item[];
  readonly ends: { IsTruncated: boolean; Marker?: string };
}

const DEFAULT_ITEMS = 100;

/** One page of the rows of a table, in key order, leaving out what `keep` refuses. */
export async function pageOfRows<Row extends object>(
  rows: Table<Row>,
  { Marker, MaxItems = DEFAULT_ITEMS }: Paging,
  keep: (row: Row) => boolean,
  listing: Pick<Listing, "index" | "prefix"> = {},
): Promise<MarkedPage<Row>> {
  const found: { row: Row; position: string }[] = [];
  let after = positionOf(Marker);
  do {
    const listed = await rows.list({
      ...listing,
      limit: MaxItems + 1,
      ...(after === undefined ? {} : { after }),
    });
    for (const [i, row] of listed.rows.entries())
      if (keep(row)) found.push({ row, position: listed.positions[i] ?? "" });
    after = listed.next;
  } while (after !== undefined && found.length <= MaxItems);

  const page = found.slice(0, MaxItems);
  return {
    items: page.map(({ row }) => row),
    ends: ends(found.length > MaxItems, page.at(-1)?.position),
  };
}

/** One page of items that are all at hand, in the order of their names. */
export function pageOfItems<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  { Marker, MaxItems = DEFAULT_ITEMS }: Paging,
): MarkedPage<Item> {
  const after = positionOf(Marker);
  const rest = items
    .map((item) => ({ item, name: nameOf(item).toLowerCase() }))
    .filter(({ name }) => after === undefined || name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = rest.slice(0, MaxItems);
  return {
    items: page.map(({ item }) => item),
    ends: ends(rest.length > MaxItems, page.at(-1)?.name),
  };
}

const ends = (truncated: boolean, last: string | undefined) =>
  truncated && last !== undefined
    ? { IsTruncated: true, Marker: writeToken(last) }
    : { IsTruncated: false };

const positionOf = (marker: string | undefined): string | undefined =>
  marker === undefined ? undefined : readToken(marker, invalidMarker);

const invalidMarker = (): Fault =>
  fault(InvalidInputException, "Invalid Marker.");
