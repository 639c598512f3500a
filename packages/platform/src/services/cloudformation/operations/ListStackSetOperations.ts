import { ListStackSetOperationsCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { invalid } from "../stack.ts";
import { onSet, setOf } from "../stack-sets/sets.ts";
import { shownOperationSummary } from "../stack-sets/shown.ts";
import { setOperations } from "../stack-sets/tables.ts";

const PAGE = 100;

/** The latest first. */
export const ListStackSetOperations = operation(ListStackSetOperationsCommand, {
  needs: async (input, ctx) => [
    await onSet("ListStackSetOperations", input, ctx),
  ],

  async handle(input, ctx) {
    const { set, place } = await setOf(input, ctx);
    const { rows, nextToken } = await page(
      ctx.table(setOperations, { accountId: place.accountId }),
      {
        index: "byTime",
        prefix: [set.id],
        reverse: true,
        limit: input.MaxResults ?? PAGE,
      },
      input.NextToken,
      () => invalid("NextToken is not valid."),
    );
    return {
      Summaries: rows.map(shownOperationSummary),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
