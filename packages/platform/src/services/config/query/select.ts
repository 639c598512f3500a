import {
  InvalidExpressionException,
  type QueryInfo,
} from "@aws-sdk/client-config-service";
import type { Context, Place } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { pageOf } from "../paging.ts";
import { answerOf, columnNames } from "./answer.ts";
import { parseQuery } from "./parse.ts";
import type { Query } from "./query.ts";
import { queriedRows } from "./rows.ts";

const PAGE = 100;

interface Asked {
  readonly Expression: string;
  readonly Limit?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Answers a page of a query over what is recorded in some places. @throws Fault InvalidExpressionException */
export async function select(
  { Expression, Limit, NextToken }: Asked,
  places: readonly Place[],
  ctx: Context,
): Promise<{ Results: string[]; QueryInfo: QueryInfo; NextToken?: string }> {
  const query = readQuery(Expression);
  const rows = await Promise.all(
    places.map((place) => queriedRows(place, query.where, ctx)),
  );
  const found = answerOf(query, rows.flat());
  const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
  return {
    Results: items.map((row) => JSON.stringify(row)),
    QueryInfo: {
      SelectFields: columnNames(query).map((Name) => ({ Name })),
    },
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}

/** @throws Fault InvalidExpressionException */
export function readQuery(expression: string): Query {
  const parsed = parseQuery(expression);
  if (!parsed.ok) throw fault(InvalidExpressionException, parsed.problem);
  return parsed.query;
}
