import {
  DeleteMetricFilterCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { metricFilters } from "../derived/tables.ts";
import { groupResource } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { logGroups } from "../tables.ts";

export const DeleteMetricFilter = operation(DeleteMetricFilterCommand, {
  needs: async ({ logGroupName }, ctx) => [
    allow(
      "logs:DeleteMetricFilter",
      groupResource(ctx, logGroupName),
      await groupTagKeys(ctx, logGroupName),
    ),
  ],

  async handle({ logGroupName, filterName }, ctx) {
    const group = await existingGroup(ctx, logGroupName);
    const rows = ctx.table(metricFilters);
    if (!(await rows.get(logGroupName, filterName)))
      throw fault(
        ResourceNotFoundException,
        "The specified metric filter does not exist.",
      );
    await rows.delete(logGroupName, filterName);
    const count = Math.max((group.metricFilters ?? 0) - 1, 0);
    await ctx.table(logGroups).put({ ...group, metricFilters: count });
    return {};
  },
});
