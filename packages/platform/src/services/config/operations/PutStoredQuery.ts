import {
  PutStoredQueryCommand,
  ResourceConcurrentModificationException,
  TooManyTagsException,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { notValid } from "../faults.ts";
import { parseQuery } from "../query/parse.ts";
import { queryArnOf, storedQueries } from "../query/stored.ts";
import { needOn, register } from "../tags.ts";

/** Queries of an account in a Region (Config quotas). */
const MOST = 300;
const MOST_TAGS = 50;

/** Keeps a query under a name; one that cannot be read is not kept. */
export const PutStoredQuery = operation(PutStoredQueryCommand, {
  needs: async ({ StoredQuery: { QueryName }, Tags }, ctx) => [
    await needOn(
      "config:PutStoredQuery",
      queryArnOf(ctx, QueryName ?? ""),
      ctx,
      requestTagKeys(Tags),
    ),
  ],

  async handle({ StoredQuery: wanted, Tags = [] }, ctx) {
    const { QueryName: name = "", Description, Expression = "" } = wanted;
    const QueryArn = queryArnOf(ctx, name);
    if (wanted.QueryArn !== undefined && wanted.QueryArn !== QueryArn)
      throw fault(
        ResourceConcurrentModificationException,
        `The stored query ${name} is not the one of the ARN ${wanted.QueryArn}.`,
      );
    const parsed = parseQuery(Expression);
    if (!parsed.ok) throw notValid(parsed.problem);
    if (Tags.length > MOST_TAGS)
      throw fault(
        TooManyTagsException,
        `A resource has at most ${MOST_TAGS} tags.`,
      );
    const known = await ctx.table(storedQueries).get(name);
    if (!known) {
      const { rows } = await ctx.table(storedQueries).list({ limit: MOST });
      if (rows.length >= MOST)
        throw notValid(`You have reached the limit of ${MOST} stored queries.`);
    }
    await ctx.table(storedQueries).put({
      name,
      expression: Expression,
      ...(Description === undefined ? {} : { description: Description }),
    });
    await register(QueryArn, Tags, ctx);
    return { QueryArn };
  },
});
