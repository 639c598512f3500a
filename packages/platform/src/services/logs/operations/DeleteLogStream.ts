import { DeleteLogStreamCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { namedGroup, streamArn } from "../log-arn.ts";
import { existingGroup, existingStream, groupTagKeys } from "../lookup.ts";
import { removed } from "../removal.ts";
import { logStreams } from "../tables.ts";

/** The stream is gone at once; its events are deleted after it. */
export const DeleteLogStream = operation(DeleteLogStreamCommand, {
  needs: async ({ logGroupName, logStreamName }, ctx) => [
    allow(
      "logs:DeleteLogStream",
      streamArn(ctx, logGroupName, logStreamName),
      await groupTagKeys(ctx, logGroupName),
    ),
  ],

  async handle({ logGroupName, logStreamName }, ctx) {
    const group = await existingGroup(ctx, logGroupName);
    const { id: streamId } = await existingStream(
      ctx,
      namedGroup({ logGroupName }, ctx),
      group,
      logStreamName,
    );
    await ctx.table(logStreams).delete(group.id, logStreamName);
    ctx.emit(removed, { groupId: group.id, streamId });
    return {};
  },
});
