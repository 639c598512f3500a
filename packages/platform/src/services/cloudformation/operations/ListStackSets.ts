import { ListStackSetsCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { invalid } from "../stack.ts";
import { ownerOf } from "../stack-sets/organization.ts";
import { shownSetSummary } from "../stack-sets/shown.ts";
import { stackSets } from "../stack-sets/tables.ts";

const PAGE = 100;

export const ListStackSets = operation(ListStackSetsCommand, {
  needs: () => [allow("cloudformation:ListStackSets", "*")],

  async handle({ NextToken, MaxResults, Status, CallAs }, ctx) {
    const { accountId, region } = await ownerOf(CallAs, ctx);
    const { rows, nextToken } = await filteredPage(
      ctx.table(stackSets, { accountId }),
      { prefix: [region], limit: MaxResults ?? PAGE },
      ({ status }) => (Status ?? status) === status,
      NextToken,
      () => invalid("NextToken is not valid."),
    );
    return {
      Summaries: rows.map(shownSetSummary),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
