import {
  DeleteStoredQueryCommand,
  GetStoredQueryCommand,
  ListStoredQueriesCommand,
  PutStoredQueryCommand,
  type StoredQuery,
  type Tag,
} from "@aws-sdk/client-config-service";
import { absentAs } from "../../../core/resource-absence.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { schemaOf } from "./schemas.ts";
import { retag, tagsOf } from "./tags.ts";

const typeName = "AWS::Config::StoredQuery";
const gone = absentAs("ResourceNotFoundException");

/** A query that is kept; its name is its identifier. */
export const storedQuery = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "config.stored-queries": regionalRow((_place, name) => name) },

  async create(properties, ctx) {
    const name = properties["QueryName"] as string;
    await refuseExisting(
      typeName,
      name,
      ctx,
      async () => (await queryOf(name, ctx)) !== undefined,
    );
    await put(name, properties, ctx);
    return name;
  },

  async read(name, ctx) {
    const found = await queryOf(name, ctx);
    if (!found) return undefined;
    const { Description, Expression, ...rest } = found;
    return {
      ...rest,
      QueryExpression: Expression,
      ...(Description === undefined ? {} : { QueryDescription: Description }),
      ...(await tagsOf(found.QueryArn ?? "", ctx)),
    };
  },

  async update(name, change, ctx) {
    const { Tags: _, ...query } = change.after;
    await put(name, query, ctx);
    const found = await queryOf(name, ctx);
    await retag(found?.QueryArn ?? "", change, ctx);
  },

  async delete(QueryName, ctx) {
    await ctx.send(new DeleteStoredQueryCommand({ QueryName })).catch(gone);
  },

  list: (ctx) =>
    everyPage(async (NextToken) => {
      const page = await ctx.send(
        new ListStoredQueriesCommand(
          NextToken === undefined ? {} : { NextToken },
        ),
      );
      return {
        items: page.StoredQueryMetadata?.map(({ QueryName = "" }) => QueryName),
        next: page.NextToken,
      };
    }),
});

async function put(
  QueryName: string,
  { QueryDescription, QueryExpression, Tags }: Properties,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(
    new PutStoredQueryCommand({
      StoredQuery: {
        QueryName,
        Expression: QueryExpression as string,
        ...(QueryDescription === undefined
          ? {}
          : { Description: QueryDescription as string }),
      },
      ...(Tags ? { Tags: Tags as Tag[] } : {}),
    }),
  );
}

async function queryOf(
  QueryName: string,
  ctx: ResourceContext,
): Promise<StoredQuery | undefined> {
  const found = await ctx
    .send(new GetStoredQueryCommand({ QueryName }))
    .catch(gone);
  return found?.StoredQuery;
}
