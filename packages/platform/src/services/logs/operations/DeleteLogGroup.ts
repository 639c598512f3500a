import {
  DeleteLogGroupCommand,
  ValidationException,
} from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { groupResource } from "../log-arn.ts";
import { deleteFilters } from "../derived/delete-filters.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { removed } from "../removal.ts";
import { logGroups } from "../tables.ts";

/** The group is gone at once; its streams and events are deleted after it. */
export const DeleteLogGroup = operation(DeleteLogGroupCommand, {
  needs: async ({ logGroupName }, ctx) => [
    allow(
      "logs:DeleteLogGroup",
      groupResource(ctx, logGroupName),
      await groupTagKeys(ctx, logGroupName),
    ),
  ],

  async handle({ logGroupName }, ctx) {
    const group = await existingGroup(ctx, logGroupName);
    if (group.deletionProtected)
      throw fault(
        ValidationException,
        `The log group ${logGroupName} is protected from deletion. Disable the protection first.`,
      );
    await ctx.table(logGroups).delete(logGroupName);
    await deleteFilters(ctx, group);
    ctx.emit(removed, { groupId: group.id });
    return {};
  },
});
