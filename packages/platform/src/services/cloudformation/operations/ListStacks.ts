import { ListStacksCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { shownSummary } from "../shown.ts";
import { invalid } from "../stack.ts";
import { stacks } from "../tables.ts";

const PAGE = 100;

export const ListStacks = operation(ListStacksCommand, {
  needs: () => [allow("cloudformation:ListStacks", "*")],

  async handle({ NextToken, StackStatusFilter = [] }, ctx) {
    const { rows, nextToken } = await filteredPage(
      ctx.table(stacks),
      { index: "byTime", reverse: true, limit: PAGE },
      ({ status }) =>
        StackStatusFilter.length === 0 ||
        (StackStatusFilter as string[]).includes(status),
      NextToken,
      () => invalid("NextToken is not valid."),
    );
    return {
      StackSummaries: rows.map((stack) => shownSummary(stack, ctx)),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
