import { DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { shownResource } from "../shown.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { resources } from "../tables.ts";

export const DescribeStackResources = operation(DescribeStackResourcesCommand, {
  needs: async ({ StackName }, ctx) => [
    await onStack("DescribeStackResources", StackName, ctx),
  ],

  async handle({ StackName, LogicalResourceId, PhysicalResourceId }, ctx) {
    if (StackName === undefined)
      throw invalid(
        PhysicalResourceId === undefined
          ? "Either StackName or PhysicalResourceId must be specified"
          : "Resources are found by the name of their stack only.",
      );
    const stack = await stackOf(StackName, ctx);
    const { rows } = await ctx.table(resources).list({ prefix: [stack.id] });
    return {
      StackResources: rows
        .filter(
          ({ logicalId }) =>
            LogicalResourceId === undefined || logicalId === LogicalResourceId,
        )
        .map((row) => shownResource(row, stack, ctx)),
    };
  },
});
