import { setImmediate } from "node:timers/promises";
import {
  InvalidNextTokenException,
  InvalidTimeRangeException,
  LookupEventsCommand,
} from "@aws-sdk/client-cloudtrail";
import { auditTrail, type AuditRecord } from "../../../core/audit.ts";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { readToken, writeToken } from "../../../core/page.ts";
import { timeOfId } from "../../../core/time-ordered-id.ts";
import { lookedUp } from "../event.ts";
import { lookupTest } from "../lookup-attributes.ts";

const DAY = 86_400_000;
/** The event history goes back 90 days. */
const HISTORY = 90 * DAY;
const PAGE = 50;
const ROWS_AT_ONCE = 500;
/** Records looked at in one call: a page of rare events may be short, and still have a next one. */
const SCANNED_AT_MOST = 10_000;

/** Management events of the Region, newest first; both ends of the time range are inclusive. */
export const LookupEvents = operation(LookupEventsCommand, {
  needs: () => [allow("cloudtrail:LookupEvents", "*")],

  async handle(input, ctx) {
    const test = lookupTest(input.LookupAttributes ?? []);
    const range = narrowed(rangeOf(input, ctx.now()), input.LookupAttributes);
    // Insights events are found by an analysis that this platform does not do: there are none.
    if (input.EventCategory === "insight") return { Events: [] };
    const { records, nextToken } = await newestFirst(ctx, {
      ...range,
      limit: input.MaxResults ?? PAGE,
      token: input.NextToken,
      test: (record) => record.managementEvent && test(record),
    });
    return {
      Events: records.map(lookedUp),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});

/** Milliseconds; times are given in whole seconds, and the last second counts in full. */
function rangeOf(
  {
    StartTime,
    EndTime,
  }: { StartTime?: Date | undefined; EndTime?: Date | undefined },
  now: number,
): { from: number; to: number } {
  if (StartTime && EndTime && StartTime > EndTime)
    throw fault(
      InvalidTimeRangeException,
      "The start time is after the end time.",
    );
  return {
    from: Math.max(StartTime?.getTime() ?? 0, now - HISTORY, 0),
    to: EndTime
      ? Math.floor(EndTime.getTime() / 1000) * 1000 + 1000
      : now + DAY,
  };
}

/** An event's id holds its time: one event is found without a search. */
function narrowed(
  range: { from: number; to: number },
  attributes: readonly {
    AttributeKey: string | undefined;
    AttributeValue: string | undefined;
  }[] = [],
): { from: number; to: number } {
  const id = attributes.find(({ AttributeKey }) => AttributeKey === "EventId");
  const at = id && timeOfId(id.AttributeValue ?? "");
  if (at === undefined) return range;
  return {
    from: Math.max(range.from, at),
    to: Math.min(range.to, at + 1),
  };
}

async function newestFirst(
  ctx: Context,
  ask: {
    from: number;
    to: number;
    limit: number;
    token: string | undefined;
    test: (record: AuditRecord) => boolean;
  },
): Promise<{ records: AuditRecord[]; nextToken?: string }> {
  const records: AuditRecord[] = [];
  let after =
    ask.token === undefined ? undefined : readToken(ask.token, invalidToken);
  for (let scanned = 0; scanned < SCANNED_AT_MOST; scanned += ROWS_AT_ONCE) {
    const { rows, positions, next } = await ctx.table(auditTrail).list({
      reverse: true,
      from: [Math.max(ask.to, 0)],
      to: [ask.from],
      ...(after === undefined ? {} : { after }),
      limit: ROWS_AT_ONCE,
    });
    for (const [i, record] of rows.entries()) {
      if (records.length === ask.limit)
        return {
          records,
          nextToken: writeToken(positions[i - 1] ?? after ?? ""),
        };
      if (ask.test(record)) records.push(record);
    }
    if (next === undefined) return { records };
    after = next;
    // A long search lets other requests through.
    await setImmediate();
  }
  return {
    records,
    ...(after === undefined ? {} : { nextToken: writeToken(after) }),
  };
}

const invalidToken = () =>
  fault(
    InvalidNextTokenException,
    "The token is not valid, or was made for another request.",
  );
