import {
  GetTraceSummariesCommand,
  InvalidRequestException,
  type TraceSummary,
} from "@aws-sdk/client-xray";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { traceFilter } from "../groups.ts";
import { isSampled } from "../sampled.ts";
import { summaryOf } from "../summary.ts";
import { timeRange } from "../time-range.ts";
import { tracesBetween } from "../traces-between.ts";

/** Summaries of one answer. */
const PAGE = 100;

export const GetTraceSummaries = operation(GetTraceSummariesCommand, {
  audit: { category: "Data" },

  needs: () => [allow("xray:GetTraceSummaries", "*")],

  async handle(input, ctx) {
    const range = timeRange(input.StartTime, input.EndTime, 24);
    const wanted = await traceFilter(input.FilterExpression, ctx);
    const rate = samplingRate(input);
    const byEvent = (input.TimeRangeType ?? "TraceId") !== "TraceId";
    const summaries: TraceSummary[] = [];
    const { nextToken, processed } = await tracesBetween(
      range,
      {
        byStart: byEvent,
        token: input.NextToken,
        enough: () => summaries.length >= PAGE,
      },
      ctx,
      (trace) => {
        if (!isSampled(trace.row.traceId, rate) || !wanted(trace)) return;
        summaries.push({
          ...summaryOf(trace, ctx.accountId),
          ...(byEvent
            ? { MatchedEventTime: new Date(trace.row.startedAt) }
            : {}),
        });
      },
    );
    return {
      TraceSummaries: summaries,
      TracesProcessedCount: processed,
      ApproximateTime: approximately(ctx),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});

/** The share of traces that a request wants to see. */
function samplingRate({
  Sampling = false,
  SamplingStrategy,
}: {
  Sampling?: boolean | undefined;
  SamplingStrategy?: { Value?: number | undefined } | undefined;
}): number {
  const rate = Sampling ? (SamplingStrategy?.Value ?? 1) : 1;
  if (rate < 0 || rate > 1)
    throw fault(
      InvalidRequestException,
      "SamplingStrategy Value must be a number from 0 to 1.",
    );
  return rate;
}

const approximately = (ctx: Context): Date => new Date(ctx.now());
