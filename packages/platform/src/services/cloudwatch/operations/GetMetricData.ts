import {
  GetMetricDataCommand,
  type MetricDataResult,
} from "@aws-sdk/client-cloudwatch";
import { allow, operation } from "../../../core/operation.ts";
import { readToken, writeToken } from "../../../core/page.ts";
import { invalidToken } from "../parameter-faults.ts";
import { answered, validationError, type Answer } from "../queries.ts";

const POINTS_AT_MOST = 100_800;

/** Where a page begins: the number of the result, and of its first point. */
interface Position {
  readonly result: number;
  readonly point: number;
}

export const GetMetricData = operation(GetMetricDataCommand, {
  needs: () => [allow("cloudwatch:GetMetricData", "*")],
  audit: { category: "Data" },

  async handle(input, ctx) {
    const start = input.StartTime.getTime();
    const end = input.EndTime.getTime();
    if (start >= end)
      throw validationError(
        "The parameter StartTime must be less than the parameter EndTime.",
      );
    const limit = input.MaxDatapoints ?? POINTS_AT_MOST;
    if (limit < 1 || limit > POINTS_AT_MOST)
      throw validationError(
        `The value ${limit} for parameter MaxDatapoints is invalid: it must be between 1 and ${POINTS_AT_MOST}.`,
      );
    const answers = await answered(ctx, input.MetricDataQueries, {
      start,
      end,
    });
    const { results, next } = pageOf(
      answers,
      input.NextToken === undefined
        ? { result: 0, point: 0 }
        : readPosition(input.NextToken),
      limit,
      input.ScanBy === "TimestampAscending",
    );
    return {
      MetricDataResults: results,
      Messages: [],
      ...(next
        ? { NextToken: writeToken(`${next.result}:${next.point}`) }
        : {}),
    };
  },
});

/** A result that goes on in the next page is PartialData. */
function pageOf(
  answers: readonly Answer[],
  from: Position,
  limit: number,
  ascending: boolean,
): { results: MetricDataResult[]; next?: Position } {
  const results: MetricDataResult[] = [];
  let room = limit;
  for (const [i, { id, label, points }] of answers.entries()) {
    if (i < from.result) continue;
    const first = i === from.result ? from.point : 0;
    const sorted = [...points].toSorted(([a], [b]) =>
      ascending ? a - b : b - a,
    );
    const part = sorted.slice(first, first + room);
    const whole = first + part.length === sorted.length;
    results.push({
      Id: id,
      Label: label,
      Timestamps: part.map(([at]) => new Date(at)),
      Values: part.map(([, value]) => value),
      StatusCode: whole ? "Complete" : "PartialData",
    });
    room -= part.length;
    if (!whole)
      return { results, next: { result: i, point: first + part.length } };
    if (room === 0 && i + 1 < answers.length)
      return { results, next: { result: i + 1, point: 0 } };
  }
  return { results };
}

function readPosition(token: string): Position {
  const match = /^(\d{1,6}):(\d{1,9})$/.exec(readToken(token, invalidToken));
  if (!match) throw invalidToken();
  return { result: Number(match[1]), point: Number(match[2]) };
}
