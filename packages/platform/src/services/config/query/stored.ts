import {
  ResourceNotFoundException,
  type StoredQuery,
} from "@aws-sdk/client-config-service";
import { arn } from "../../../core/arn.ts";
import type { Context, Place } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { table } from "../../../core/table.ts";
import { idOf } from "../tables.ts";

/** A query that is kept under a name. */
export interface StoredQueryRow {
  readonly name: string;
  readonly description?: string;
  readonly expression: string;
}

export const storedQueries = table<StoredQueryRow>()({
  name: "config.stored-queries",
  scope: "region",
  key: ({ name }) => [name],
});

export const queryIdOf = (place: Place, name: string): string =>
  `query-${idOf(place, "stored-query", name)}`;

export const queryArnOf = (place: Place, name: string): string =>
  arn("config", place, `stored-query/${name}/${queryIdOf(place, name)}`);

/** @throws Fault ResourceNotFoundException */
export async function existingQuery(
  name: string,
  ctx: Context,
): Promise<StoredQueryRow> {
  const row = await ctx.table(storedQueries).get(name);
  if (!row)
    throw fault(
      ResourceNotFoundException,
      `The stored query ${name} does not exist.`,
    );
  return row;
}

/** A query as the API lists it. */
export function shownQuery(
  { name, description }: StoredQueryRow,
  place: Place,
) {
  return {
    QueryId: queryIdOf(place, name),
    QueryArn: queryArnOf(place, name),
    QueryName: name,
    ...(description === undefined ? {} : { Description: description }),
  } satisfies StoredQuery;
}
