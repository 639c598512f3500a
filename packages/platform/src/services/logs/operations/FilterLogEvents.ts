import {
  FilterLogEventsCommand,
  InvalidParameterException,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { readToken, writeToken } from "../../../core/page.ts";
import { isPosition } from "../event-id.ts";
import { scannedPage } from "../event-page.ts";
import { eventsOf, spanOf } from "../event-reading.ts";
import { parsePattern } from "../filter/pattern.ts";
import { groupResource, namedGroup, type GroupPlace } from "../log-arn.ts";
import { existingGroup, existingStream, groupTagKeys } from "../lookup.ts";
import { invalidToken } from "../page-token.ts";
import type { LogGroup } from "../tables.ts";

/** Reads a bounded number of events at a call: a page may be short, or empty, and still have a next one. */
export const FilterLogEvents = operation(FilterLogEventsCommand, {
  needs: async (input, ctx) => {
    const place = namedGroup(input, ctx);
    const resource = groupResource(place, place.logGroupName);
    const keys = await groupTagKeys(ctx, place);
    return [
      allow("logs:FilterLogEvents", resource, keys),
      ...(input.unmask ? [allow("logs:Unmask", resource, keys)] : []),
    ];
  },

  async handle(input, ctx) {
    const pattern = parsePattern(input.filterPattern ?? "");
    if (!pattern.ok) throw fault(InvalidParameterException, pattern.message);
    const place = namedGroup(input, ctx);
    const group = await existingGroup(ctx, place);
    const direction = input.startFromHead === false ? "backward" : "forward";
    const end = input.endTime ?? Number.MAX_SAFE_INTEGER - 1;
    const span = spanOf(group, ctx.now(), input.startTime ?? 0, end + 1);
    const position =
      input.nextToken === undefined ? undefined : readPosition(input.nextToken);
    const within = {
      direction,
      ...span,
      ...(position === undefined
        ? {}
        : { [direction === "forward" ? "after" : "before"]: position }),
    } as const;

    const prefix = input.logStreamNamePrefix ?? "";
    const { events, continueAt } = await scannedPage(
      eventsOf(
        ctx,
        { place, group, ...(await streamsOf(ctx, place, group, input)) },
        within,
      ),
      (message, logStreamName) =>
        logStreamName.startsWith(prefix) && pattern.matches(message),
      input.limit,
    );
    return {
      events: events.map((event) => ({
        logStreamName: event.logStreamName,
        timestamp: event.time,
        message: event.message,
        ingestionTime: event.ingestedAt,
        eventId: event.id,
      })),
      // Empty since 2019: AWS asks clients not to rely on it.
      searchedLogStreams: [],
      ...(continueAt === undefined
        ? {}
        : { nextToken: writeToken(continueAt) }),
    };
  },
});

async function streamsOf(
  ctx: Context,
  place: GroupPlace,
  group: LogGroup,
  {
    logStreamNames,
    logStreamNamePrefix,
  }: {
    logStreamNames?: string[] | undefined;
    logStreamNamePrefix?: string | undefined;
  },
): Promise<{ streamIds?: readonly string[] }> {
  if (!logStreamNames) return {};
  if (logStreamNamePrefix !== undefined)
    throw fault(
      InvalidParameterException,
      "logStreamNames and logStreamNamePrefix cannot both be specified.",
    );
  const streams = await Promise.all(
    [...new Set(logStreamNames)].map((name) =>
      existingStream(ctx, place, group, name),
    ),
  );
  return { streamIds: streams.map(({ id }) => id) };
}

function readPosition(token: string): string {
  const position = readToken(token, invalidToken);
  if (!isPosition(position)) throw invalidToken();
  return position;
}
