import { GetStoredQueryCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { existingQuery, queryArnOf, shownQuery } from "../query/stored.ts";
import { needOn } from "../tags.ts";

export const GetStoredQuery = operation(GetStoredQueryCommand, {
  needs: async ({ QueryName }, ctx) => [
    await needOn("config:GetStoredQuery", queryArnOf(ctx, QueryName), ctx),
  ],

  async handle({ QueryName }, ctx) {
    const row = await existingQuery(QueryName, ctx);
    return {
      StoredQuery: { ...shownQuery(row, ctx), Expression: row.expression },
    };
  },
});
