import { DescribeStackResourceDriftsCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { shownDrift } from "../drift/shown.ts";
import { drifts } from "../drift/tables.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { stackArn } from "../tables.ts";

const PAGE = 100;

export const DescribeStackResourceDrifts = operation(
  DescribeStackResourceDriftsCommand,
  {
    needs: async ({ StackName }, ctx) => [
      await onStack("DescribeStackResourceDrifts", StackName, ctx),
    ],

    async handle(input, ctx) {
      const stack = await stackOf(input.StackName, ctx);
      const wanted: readonly string[] =
        input.StackResourceDriftStatusFilters ?? [];
      const { rows, nextToken } = await filteredPage(
        ctx.table(drifts),
        { prefix: [stack.id], limit: input.MaxResults ?? PAGE },
        ({ status }) => wanted.length === 0 || wanted.includes(status),
        input.NextToken,
        () => invalid("NextToken is not valid."),
      );
      return {
        StackResourceDrifts: rows.map((row) =>
          shownDrift(row, stackArn(ctx, stack)),
        ),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },
  },
);
