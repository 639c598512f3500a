import { DescribeStackResourceCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { shownDetail } from "../shown.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { resources } from "../tables.ts";

export const DescribeStackResource = operation(DescribeStackResourceCommand, {
  needs: async ({ StackName }, ctx) => [
    await onStack("DescribeStackResource", StackName, ctx),
  ],

  async handle({ StackName, LogicalResourceId }, ctx) {
    const stack = await stackOf(StackName, ctx);
    const row = await ctx.table(resources).get(stack.id, LogicalResourceId);
    if (!row)
      throw invalid(
        `Resource ${LogicalResourceId} does not exist for stack ${stack.name}`,
      );
    return { StackResourceDetail: shownDetail(row, stack, ctx) };
  },
});
