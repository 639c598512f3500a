import { ListStackSetOperationResultsCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { invalid } from "../stack.ts";
import { onSet, setOf, setOperationOf } from "../stack-sets/sets.ts";
import { setResults } from "../stack-sets/tables.ts";

const PAGE = 100;

export const ListStackSetOperationResults = operation(
  ListStackSetOperationResultsCommand,
  {
    needs: async (input, ctx) => [
      await onSet("ListStackSetOperationResults", input, ctx),
    ],

    async handle(input, ctx) {
      const found = await setOf(input, ctx);
      const { id } = await setOperationOf(found, input.OperationId, ctx);
      const { Filters = [] } = input;
      const { rows, nextToken } = await filteredPage(
        ctx.table(setResults, { accountId: found.place.accountId }),
        { prefix: [found.set.id, id], limit: input.MaxResults ?? PAGE },
        ({ status }) => Filters.every(({ Values }) => Values === status),
        input.NextToken,
        () => invalid("NextToken is not valid."),
      );
      return {
        Summaries: rows.map(({ account, region, status, reason, unitId }) => ({
          Account: account,
          Region: region,
          Status: status,
          StatusReason: reason,
          AccountGateResult: {
            Status: "SKIPPED" as const,
            StatusReason: "AccountGate function not found",
          },
          OrganizationalUnitId: unitId ?? "",
        })),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },
  },
);
