import { PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { checkBatch, sift } from "../batch-limits.ts";
import { beside, positionAt } from "../event-id.ts";
import { ingest } from "../ingest.ts";
import { namedGroup, streamArn } from "../log-arn.ts";
import { existingGroup, existingStream, groupTagKeys } from "../lookup.ts";

/** The wire's JSON is larger than what AWS counts: every character of a message may be escaped. */
const LARGEST_BODY = 8 << 20;

/** Sequence tokens are given and not asked for, as AWS does since 2023. */
export const PutLogEvents = operation(PutLogEventsCommand, {
  needs: async ({ logGroupName, logStreamName }, ctx) => [
    allow(
      "logs:PutLogEvents",
      streamArn(ctx, logGroupName, logStreamName),
      await groupTagKeys(ctx, logGroupName),
    ),
  ],
  audit: { category: "Data", redact: ["logEvents"] },
  maxBody: LARGEST_BODY,

  async handle({ logGroupName, logStreamName, logEvents, entity }, ctx) {
    const events = logEvents.map(({ timestamp = 0, message = "" }) => ({
      time: timestamp,
      message,
    }));
    checkBatch(events);
    const group = await existingGroup(ctx, logGroupName);
    const place = namedGroup({ logGroupName }, ctx);
    const stream = await existingStream(ctx, place, group, logStreamName);
    const { accepted, rejected } = sift(
      events,
      ctx.now(),
      group.retentionInDays,
    );
    await ingest(ctx, group, stream, accepted);
    return {
      nextSequenceToken: beside(positionAt(ctx.now()), 1n),
      ...(rejected ? { rejectedLogEventsInfo: rejected } : {}),
      // Entities relate logs to other telemetry; none are kept here, and the client is told.
      ...(entity
        ? {
            rejectedEntityInfo: {
              errorType: "UnsupportedLogGroupType" as const,
            },
          }
        : {}),
    };
  },
});
