import {
  CreateLogStreamCommand,
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { resourceType } from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Logs::LogStream";

const LONGEST_NAME = 512;

/** A stream of a log group; its identifier is `group|stream`. */
export const logStream = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create({ LogGroupName, LogStreamName }, ctx) {
    const logGroupName = LogGroupName as string;
    const logStreamName = (LogStreamName ??
      ctx.name({ most: LONGEST_NAME })) as string;
    await ctx.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    return `${logGroupName}|${logStreamName}`;
  },

  async read(identifier, ctx) {
    const { logGroupName, logStreamName } = namesIn(identifier);
    const found = await ctx
      .send(
        new DescribeLogStreamsCommand({
          logGroupName,
          logStreamNamePrefix: logStreamName,
          limit: 1,
        }),
      )
      .catch(absent);
    return found?.logStreams?.[0]?.logStreamName === logStreamName
      ? { LogGroupName: logGroupName, LogStreamName: logStreamName }
      : undefined;
  },

  async delete(identifier, ctx) {
    await ctx
      .send(new DeleteLogStreamCommand(namesIn(identifier)))
      .catch(absent);
  },

  ref: (identifier) => namesIn(identifier).logStreamName,
});

/** No name of a log group has a bar in it. */
function namesIn(identifier: string): {
  logGroupName: string;
  logStreamName: string;
} {
  const [logGroupName = "", ...rest] = identifier.split("|");
  return { logGroupName, logStreamName: rest.join("|") };
}
