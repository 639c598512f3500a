import { GetServiceGraphCommand } from "@aws-sdk/client-xray";
import { allow, operation } from "../../../core/operation.ts";
import { servicesOf } from "../graph/services.ts";
import { knownGroup, traceFilter } from "../groups.ts";
import { timeRange } from "../time-range.ts";
import type { Trace } from "../trace.ts";
import { tracesBetween } from "../traces-between.ts";

/** Traces that one page of the graph is made of. */
const PAGE = 1000;

export const GetServiceGraph = operation(GetServiceGraphCommand, {
  audit: { category: "Data" },

  needs: () => [allow("xray:GetServiceGraph", "*")],

  async handle({ StartTime, EndTime, NextToken, ...group }, ctx) {
    const range = timeRange(StartTime, EndTime, 6);
    const named = group.GroupName !== undefined || group.GroupARN !== undefined;
    const expression = named
      ? (await knownGroup(group, ctx)).filterExpression
      : undefined;
    const wanted = await traceFilter(expression, ctx);
    const found: Trace[] = [];
    const { nextToken } = await tracesBetween(
      range,
      { byStart: false, token: NextToken, enough: () => found.length >= PAGE },
      ctx,
      (trace) => {
        if (wanted(trace)) found.push(trace);
      },
    );
    return {
      StartTime,
      EndTime,
      Services: servicesOf(found, ctx.accountId),
      ContainsOldGroupVersions: false,
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
