import {
  DeleteSubscriptionFilterCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { subscriptionFilters } from "../derived/tables.ts";
import { groupResource } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { logGroups } from "../tables.ts";

export const DeleteSubscriptionFilter = operation(
  DeleteSubscriptionFilterCommand,
  {
    needs: async ({ logGroupName }, ctx) => [
      allow(
        "logs:DeleteSubscriptionFilter",
        groupResource(ctx, logGroupName),
        await groupTagKeys(ctx, logGroupName),
      ),
    ],

    async handle({ logGroupName, filterName }, ctx) {
      const group = await existingGroup(ctx, logGroupName);
      const rows = ctx.table(subscriptionFilters);
      if (!(await rows.get(logGroupName, filterName)))
        throw fault(
          ResourceNotFoundException,
          "The specified subscription filter does not exist.",
        );
      await rows.delete(logGroupName, filterName);
      const count = Math.max((group.subscriptionFilters ?? 0) - 1, 0);
      await ctx.table(logGroups).put({ ...group, subscriptionFilters: count });
      return {};
    },
  },
);
