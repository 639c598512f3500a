import { PutLogGroupDeletionProtectionCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { groupResource, namedGroup } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { logGroups } from "../tables.ts";

export const PutLogGroupDeletionProtection = operation(
  PutLogGroupDeletionProtectionCommand,
  {
    needs: async (input, ctx) => {
      const place = namedGroup(input, ctx);
      return [
        allow(
          "logs:PutLogGroupDeletionProtection",
          groupResource(place, place.logGroupName),
          await groupTagKeys(ctx, place),
        ),
      ];
    },

    async handle({ deletionProtectionEnabled, ...named }, ctx) {
      const place = namedGroup(named, ctx);
      const { deletionProtected: _, ...group } = await existingGroup(
        ctx,
        place,
      );
      await ctx.table(logGroups, place).put({
        ...group,
        ...(deletionProtectionEnabled ? { deletionProtected: true } : {}),
      });
      return {};
    },
  },
);
