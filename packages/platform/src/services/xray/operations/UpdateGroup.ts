import { UpdateGroupCommand } from "@aws-sdk/client-xray";
import { operation } from "../../../core/operation.ts";
import {
  checkedFilter,
  groupOf,
  knownGroup,
  onGroup,
  refuseInsights,
} from "../groups.ts";
import { groups } from "../tables.ts";

export const UpdateGroup = operation(UpdateGroupCommand, {
  needs: async (input, ctx) => [await onGroup("xray:UpdateGroup", input, ctx)],

  async handle({ FilterExpression, ...input }, ctx) {
    refuseInsights(input.InsightsConfiguration);
    const known = await knownGroup(input, ctx);
    if (FilterExpression) checkedFilter(FilterExpression);
    const row =
      FilterExpression === undefined
        ? known
        : { ...known, filterExpression: FilterExpression };
    await ctx.table(groups).put(row);
    return { Group: groupOf(row, ctx) };
  },
});
