import { ListStackSetsCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { invalid } from "../stack.ts";
import { ownerOf } from "../stack-sets/organization.ts";
import { isKnown } from "../stack-sets/sets.ts";
import { shownSetSummary } from "../stack-sets/shown.ts";
import { stackSets } from "../stack-sets/tables.ts";

const PAGE = 100;

export const ListStackSets = operation(ListStackSetsCommand, {
  needs: () => [allow("cloudformation:ListStackSets", "*")],

  async handle({ NextToken, MaxResults, Status, CallAs }, ctx) {
    const place = await ownerOf(CallAs, ctx);
    const { accountId, region } = place;
    const { rows, nextToken } = await filteredPage(
      ctx.table(stackSets, { accountId }),
      { prefix: [region], limit: MaxResults ?? PAGE },
      (set) =>
        (Status ?? set.status) === set.status && isKnown(set, place, ctx),
      NextToken,
      () => invalid("NextToken is not valid."),
    );
    return {
      Summaries: rows.map(shownSetSummary),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
