import { ListStoredQueriesCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { invalidToken } from "../faults.ts";
import { more } from "../paging.ts";
import { shownQuery, storedQueries } from "../query/stored.ts";

const PAGE = 50;

export const ListStoredQueries = operation(ListStoredQueriesCommand, {
  needs: () => [allow("config:ListStoredQueries", "*")],

  async handle({ MaxResults, NextToken }, ctx) {
    const { rows, nextToken } = await page(
      ctx.table(storedQueries),
      { limit: MaxResults || PAGE },
      NextToken,
      invalidToken,
    );
    return {
      StoredQueryMetadata: rows.map((row) => shownQuery(row, ctx)),
      ...more(nextToken),
    };
  },
});
