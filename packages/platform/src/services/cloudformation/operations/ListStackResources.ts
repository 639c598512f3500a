import { ListStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { shownResourceSummary } from "../shown.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { resources } from "../tables.ts";

const PAGE = 100;

export const ListStackResources = operation(ListStackResourcesCommand, {
  needs: async ({ StackName }, ctx) => [
    await onStack("ListStackResources", StackName, ctx),
  ],

  async handle({ StackName, NextToken }, ctx) {
    const stack = await stackOf(StackName, ctx);
    const { rows, nextToken } = await page(
      ctx.table(resources),
      { prefix: [stack.id], limit: PAGE },
      NextToken,
      () => invalid("NextToken is not valid."),
    );
    return {
      StackResourceSummaries: rows.map(shownResourceSummary),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
