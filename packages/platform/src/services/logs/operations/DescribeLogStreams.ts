import {
  DescribeLogStreamsCommand,
  InvalidParameterException,
  type LogStream as DescribedStream,
} from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import {
  groupResource,
  namedGroup,
  streamArn,
  type GroupPlace,
} from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { invalidToken } from "../page-token.ts";
import { withExactTail } from "../stream-tail.ts";
import { logStreams, type LogStream } from "../tables.ts";

const PAGE = 50;

export const DescribeLogStreams = operation(DescribeLogStreamsCommand, {
  needs: async (input, ctx) => {
    const place = namedGroup(input, ctx);
    return [
      allow(
        "logs:DescribeLogStreams",
        groupResource(place, place.logGroupName),
        await groupTagKeys(ctx, place),
      ),
    ];
  },

  async handle(input, ctx) {
    const { logStreamNamePrefix, descending = false } = input;
    const byTime = input.orderBy === "LastEventTime";
    if (byTime && logStreamNamePrefix !== undefined)
      throw fault(
        InvalidParameterException,
        "Cannot order by LastEventTime with a logStreamNamePrefix.",
      );
    const place = namedGroup(input, ctx);
    const group = await existingGroup(ctx, place);
    const { rows, nextToken } = await page(
      ctx.table(logStreams, place),
      {
        prefix: [group.id],
        reverse: descending,
        limit: input.limit ?? PAGE,
        ...(byTime ? { index: "byLastEvent" } : {}),
        ...(logStreamNamePrefix === undefined
          ? {}
          : { startsWith: logStreamNamePrefix }),
      },
      input.nextToken,
      invalidToken,
    );
    const streams = await Promise.all(
      rows.map((stream) => withExactTail(ctx, place, stream)),
    );
    if (byTime) streams.sort(byLastEvent(descending ? -1 : 1));
    return {
      logStreams: streams.map((stream) => description(place, stream)),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
});

/** A page is put in its exact order once more: the index lags behind by a moment. */
const byLastEvent = (sign: 1 | -1) => (a: LogStream, b: LogStream) =>
  ((a.lastEventAt ?? 0) - (b.lastEventAt ?? 0)) * sign;

function description(place: GroupPlace, stream: LogStream): DescribedStream {
  const { logStreamName, firstEventAt, lastEventAt, lastIngestedAt } = stream;
  return {
    logStreamName,
    creationTime: stream.createdAt,
    ...(firstEventAt === undefined
      ? {}
      : { firstEventTimestamp: firstEventAt }),
    ...(lastEventAt === undefined ? {} : { lastEventTimestamp: lastEventAt }),
    ...(lastIngestedAt === undefined
      ? {}
      : { lastIngestionTime: lastIngestedAt }),
    arn: streamArn(place, place.logGroupName, logStreamName),
    // AWS stopped counting the bytes of single streams in 2019.
    storedBytes: 0,
  };
}
