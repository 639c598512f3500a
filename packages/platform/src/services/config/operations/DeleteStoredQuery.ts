import { DeleteStoredQueryCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { existingQuery, queryArnOf, storedQueries } from "../query/stored.ts";
import { needOn, unregister } from "../tags.ts";

export const DeleteStoredQuery = operation(DeleteStoredQueryCommand, {
  needs: async ({ QueryName }, ctx) => [
    await needOn("config:DeleteStoredQuery", queryArnOf(ctx, QueryName), ctx),
  ],

  async handle({ QueryName }, ctx) {
    await existingQuery(QueryName, ctx);
    await ctx.table(storedQueries).delete(QueryName);
    await unregister(queryArnOf(ctx, QueryName), ctx);
    return {};
  },
});
