import { ListStackInstancesCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { invalid } from "../stack.ts";
import { onSet, setOf } from "../stack-sets/sets.ts";
import { shownInstanceSummary } from "../stack-sets/shown.ts";
import { stackInstances, type StackInstanceRow } from "../stack-sets/tables.ts";

const PAGE = 100;

/** What instances are filtered by. */
const FILTERS: Readonly<Record<string, (row: StackInstanceRow) => string>> = {
  DETAILED_STATUS: ({ detailedStatus }) => detailedStatus,
  LAST_OPERATION_ID: ({ lastOperationId }) => lastOperationId,
  DRIFT_STATUS: () => "NOT_CHECKED",
};

export const ListStackInstances = operation(ListStackInstancesCommand, {
  needs: async (input, ctx) => [await onSet("ListStackInstances", input, ctx)],

  async handle(input, ctx) {
    const { set, place } = await setOf(input, ctx);
    const { StackInstanceAccount, StackInstanceRegion, Filters = [] } = input;
    const { rows, nextToken } = await filteredPage(
      ctx.table(stackInstances, { accountId: place.accountId }),
      { prefix: [set.id], limit: input.MaxResults ?? PAGE },
      (row) =>
        (StackInstanceAccount ?? row.account) === row.account &&
        (StackInstanceRegion ?? row.region) === row.region &&
        Filters.every(
          ({ Name = "", Values = "" }) => FILTERS[Name]?.(row) === Values,
        ),
      input.NextToken,
      () => invalid("NextToken is not valid."),
    );
    return {
      Summaries: rows.map(shownInstanceSummary),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
