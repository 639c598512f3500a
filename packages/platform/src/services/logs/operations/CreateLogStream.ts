import {
  CreateLogStreamCommand,
  ResourceAlreadyExistsException,
} from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { newStream } from "../groups.ts";
import { streamArn } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { logStreams } from "../tables.ts";

export const CreateLogStream = operation(CreateLogStreamCommand, {
  needs: async ({ logGroupName, logStreamName }, ctx) => [
    allow(
      "logs:CreateLogStream",
      streamArn(ctx, logGroupName, logStreamName),
      await groupTagKeys(ctx, logGroupName),
    ),
  ],

  async handle({ logGroupName, logStreamName }, ctx) {
    const group = await existingGroup(ctx, logGroupName);
    const streams = ctx.table(logStreams);
    if (await streams.get(group.id, logStreamName))
      throw fault(
        ResourceAlreadyExistsException,
        "The specified log stream already exists",
      );
    await streams.put(newStream(ctx, group, logStreamName));
    return {};
  },
});
