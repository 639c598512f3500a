import { GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { beside } from "../event-id.ts";
import { eventsOf, spanOf, type Span } from "../event-reading.ts";
import { groupResource, namedGroup, streamArn } from "../log-arn.ts";
import { existingGroup, existingStream, groupTagKeys } from "../lookup.ts";
import { pageOfEvents } from "../event-page.ts";
import {
  readStreamToken,
  writeStreamToken,
  type StreamPosition,
} from "../page-token.ts";

/** `startFromHead` counts for the first page only: a token knows its direction. */
export const GetLogEvents = operation(GetLogEventsCommand, {
  needs: async (input, ctx) => {
    const place = namedGroup(input, ctx);
    const arn = streamArn(place, place.logGroupName, input.logStreamName);
    const keys = await groupTagKeys(ctx, place);
    return [
      allow("logs:GetLogEvents", arn, keys),
      ...(input.unmask
        ? [allow("logs:Unmask", groupResource(place, place.logGroupName), keys)]
        : []),
    ];
  },

  async handle(input, ctx) {
    const place = namedGroup(input, ctx);
    const group = await existingGroup(ctx, place);
    const { id } = await existingStream(ctx, place, group, input.logStreamName);
    const span = spanOf(
      group,
      ctx.now(),
      input.startTime ?? 0,
      input.endTime ?? Number.MAX_SAFE_INTEGER,
    );
    const token =
      input.nextToken === undefined
        ? undefined
        : readStreamToken(input.nextToken);
    const direction =
      token?.direction ?? (input.startFromHead ? "forward" : "backward");
    const within: Span = {
      direction,
      after: later(span.after, direction === "forward" && token?.position),
      before: earlier(span.before, direction === "backward" && token?.position),
    };
    const source = { place, group, streamIds: [id] };
    const events = await pageOfEvents(
      eventsOf(ctx, source, within),
      input.limit,
    );
    if (direction === "backward") events.reverse();
    return {
      events: events.map(({ time, message, ingestedAt }) => ({
        timestamp: time,
        message,
        ingestionTime: ingestedAt,
      })),
      ...tokens(events, within, token),
    };
  },
});

/** At an end, the token in its direction stays the same: so clients know that they have seen all. */
function tokens(
  events: readonly { id: string }[],
  { direction, after, before }: Span,
  token: StreamPosition | undefined,
) {
  const edge = token && (direction === "forward" ? after : before);
  const forward =
    events.at(-1)?.id ??
    (direction === "backward" && edge ? beside(edge, -1n) : after);
  const backward =
    events[0]?.id ??
    (direction === "forward" && edge ? beside(edge, 1n) : before);
  return {
    nextForwardToken: writeStreamToken({
      direction: "forward",
      position: forward,
    }),
    nextBackwardToken: writeStreamToken({
      direction: "backward",
      position: backward,
    }),
  };
}

function later(a: string, b: string | false | undefined): string {
  return b && b > a ? b : a;
}

function earlier(a: string, b: string | false | undefined): string {
  return b && b < a ? b : a;
}
