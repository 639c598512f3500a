import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { shownStack } from "../shown.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { stacks } from "../tables.ts";

const PAGE = 100;

export const DescribeStacks = operation(DescribeStacksCommand, {
  needs: async ({ StackName }, ctx) => [
    await onStack("DescribeStacks", StackName, ctx),
  ],

  async handle({ StackName, NextToken }, ctx) {
    if (StackName !== undefined)
      return { Stacks: [shownStack(await stackOf(StackName, ctx), ctx)] };
    const { rows, nextToken } = await filteredPage(
      ctx.table(stacks),
      { index: "byTime", reverse: true, limit: PAGE },
      ({ status }) => status !== "DELETE_COMPLETE",
      NextToken,
      () => invalid("NextToken is not valid."),
    );
    return {
      Stacks: rows.map((stack) => shownStack(stack, ctx)),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
