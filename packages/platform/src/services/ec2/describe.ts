import type { Filter } from "@aws-sdk/client-ec2";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { Tagged } from "../../core/network/tables.ts";
import { readToken, writeToken } from "../../core/page.ts";
import { isIdOf, malformed, notFound, type Kind } from "./kind.ts";
import { matches } from "../../core/wildcard.ts";

/** A filter's values of one row: it is kept where any of them is as asked. */
export type Filters<Row> = Readonly<
  Record<string, (row: Row) => readonly (string | undefined)[]>
>;

/** What the Describe calls have in common. */
interface Asked {
  readonly Filters?: readonly Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

const MOST = 1000;
const VALUES_AT_MOST = 200;
const LONGEST_VALUE = 255;

/**
 * One page of a kind's rows: those of the given ids (or all), that pass every filter, in the order of their ids.
 * @throws Fault `…NotFound` for ids that are not there, InvalidParameterValue for filters that are not known
 */
export async function describe<Row extends Tagged>(
  kind: Kind<Row>,
  {
    ids,
    asked,
    filters,
  }: {
    ids: readonly string[] | undefined;
    asked: Asked;
    filters: Filters<Row>;
  },
  ctx: Context,
): Promise<{ rows: readonly Row[]; NextToken?: string }> {
  const rows = await rowsOf(kind, ids, asked, ctx);
  return pageOf(filtered(rows, asked.Filters, filters), kind.id, asked);
}

/**
 * The rows of the given ids, or all.
 * @throws Fault `…NotFound`, `…Malformed`, InvalidParameterCombination for ids with MaxResults
 */
export async function rowsOf<Row extends Tagged>(
  kind: Kind<Row>,
  ids: readonly string[] | undefined,
  asked: Asked,
  ctx: Context,
): Promise<readonly Row[]> {
  return ids && ids.length > 0
    ? named(kind, ids, asked, ctx)
    : (await ctx.table(kind.table).list()).rows;
}

/** One page of what was found, which is in the order of `idOf`. */
export function pageOf<Row>(
  found: readonly Row[],
  idOf: (row: Row) => string,
  { MaxResults = MOST, NextToken }: Asked,
): { rows: readonly Row[]; NextToken?: string } {
  const after = NextToken
    ? readToken(NextToken, () =>
        fault(
          "InvalidParameterValue",
          `Invalid value '${NextToken}' for nextToken.`,
          400,
        ),
      )
    : "";
  const rest = after === "" ? found : found.filter((row) => idOf(row) > after);
  const rows = rest.slice(0, MaxResults);
  const last = rows.at(-1);
  return rest.length > rows.length && last
    ? { rows, NextToken: writeToken(idOf(last)) }
    : { rows };
}

/** Those that pass every filter. */
export function filtered<Row>(
  rows: readonly Row[],
  given: readonly Filter[] | undefined,
  filters: Filters<Row>,
): readonly Row[] {
  const tests = (given ?? []).map((filter) => testOf(filter, filters));
  return rows.filter((row) => tests.every((test) => test(row)));
}

async function named<Row extends Tagged>(
  kind: Kind<Row>,
  ids: readonly string[],
  { MaxResults }: Asked,
  ctx: Context,
): Promise<readonly Row[]> {
  if (MaxResults !== undefined)
    throw fault(
      "InvalidParameterCombination",
      `The parameter ${kind.type}Ids cannot be used with the parameter MaxResults`,
      400,
    );
  const rows: Row[] = [];
  for (const id of [...new Set(ids)].sort()) {
    if (!isIdOf(kind, id)) throw malformed(kind, id);
    const row = await ctx.table(kind.table).get(id);
    if (!row) throw notFound(kind, id);
    rows.push(row);
  }
  return rows;
}

function testOf<Row>(
  { Name = "", Values = [] }: Filter,
  filters: Filters<Row>,
): (row: Row) => boolean {
  const valuesOf = filterOf(Name, filters);
  if (!valuesOf)
    throw fault(
      "InvalidParameterValue",
      `The filter '${Name}' is invalid`,
      400,
    );
  if (Values.length > VALUES_AT_MOST)
    throw fault(
      "FilterLimitExceeded",
      `The maximum number of filter values specified on a single call is ${VALUES_AT_MOST}`,
      400,
    );
  if (Values.some(({ length }) => length > LONGEST_VALUE))
    throw fault(
      "InvalidParameterValue",
      `Filter value is longer than ${LONGEST_VALUE} characters`,
      400,
    );
  return (row) =>
    valuesOf(row).some(
      (value) =>
        value !== undefined && Values.some((asked) => matches(value, asked)),
    );
}

/** Every kind is found by its tags, besides by what its own filters say. */
function filterOf<Row>(
  name: string,
  filters: Filters<Row>,
): Filters<Row>[string] | undefined {
  if (Object.hasOwn(filters, name)) return filters[name];
  const tagsOf = (row: Row) => (row as Partial<Tagged>).tags ?? {};
  if (name === "tag-key") return (row) => Object.keys(tagsOf(row));
  if (name === "tag-value") return (row) => Object.values(tagsOf(row));
  if (!name.startsWith("tag:")) return undefined;
  const key = name.slice("tag:".length);
  return (row) => {
    const tags = tagsOf(row);
    return Object.hasOwn(tags, key) ? [tags[key]] : [];
  };
}
