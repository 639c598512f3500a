import {
  GetMetricStatisticsCommand,
  type Datapoint,
  type StandardUnit,
} from "@aws-sdk/client-cloudwatch";
import { allow, operation } from "../../../core/operation.ts";
import type { Aggregate } from "../aggregate.ts";
import { requestedMetric } from "../metric.ts";
import {
  invalidCombination,
  invalidValue,
  missing,
} from "../parameter-faults.ts";
import { isPeriod, roundedStart } from "../resolution.ts";
import { readSeries } from "../series.ts";
import { statisticNamed } from "../statistic.ts";

const POINTS_AT_MOST = 1440;

export const GetMetricStatistics = operation(GetMetricStatisticsCommand, {
  needs: () => [allow("cloudwatch:GetMetricStatistics", "*")],
  audit: { category: "Data" },

  async handle(input, ctx) {
    const { Namespace, MetricName, Dimensions, Period } = input;
    checkPeriod(Period);
    const start = roundedStart(input.StartTime.getTime(), ctx.now(), Period);
    const end = input.EndTime.getTime();
    checkRange(input.StartTime.getTime(), end, Period);
    const names = statisticNames(input);

    const series = await readSeries(ctx, {
      metric: requestedMetric(Namespace, MetricName, Dimensions),
      start,
      end,
      period: Period,
      unit: input.Unit,
      values: names.extended.length > 0,
    });
    return {
      Label: MetricName,
      Datapoints: series.flatMap(({ unit, periods }) =>
        [...periods].map(([at, aggregate]) =>
          datapoint(at, unit, aggregate, names),
        ),
      ),
    };
  },
});

function checkPeriod(period: number): void {
  if (!isPeriod(period))
    throw invalidValue(
      "The parameter Period must be a value in the set [1, 5, 10, 20, 30] or a multiple of 60.",
    );
}

function checkRange(start: number, end: number, period: number): void {
  if (start >= end)
    throw invalidValue(
      "The parameter StartTime must be less than the parameter EndTime.",
    );
  const asked = Math.floor((end - start) / (period * 1000));
  if (asked > POINTS_AT_MOST)
    throw invalidCombination(
      `You have requested up to ${asked.toLocaleString("en-US")} datapoints, which exceeds the limit of 1,440. ` +
        "You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
    );
}

function statisticNames({
  Statistics = [],
  ExtendedStatistics = [],
}: {
  Statistics?: string[] | undefined;
  ExtendedStatistics?: string[] | undefined;
}): { simple: readonly string[]; extended: readonly string[] } {
  if (Statistics.length + ExtendedStatistics.length === 0)
    throw missing("Must specify either Statistics or ExtendedStatistics.");
  for (const name of ExtendedStatistics)
    if (!statisticNamed(name))
      throw invalidValue(
        `The value ${name} for parameter ExtendedStatistics is not supported.`,
      );
  return { simple: Statistics, extended: ExtendedStatistics };
}

function datapoint(
  at: number,
  unit: string,
  aggregate: Aggregate,
  {
    simple,
    extended,
  }: { simple: readonly string[]; extended: readonly string[] },
): Datapoint {
  const extendedValues = taken(extended, aggregate);
  return {
    Timestamp: new Date(at),
    Unit: unit as StandardUnit,
    ...taken(simple, aggregate),
    ...(Object.keys(extendedValues).length > 0
      ? { ExtendedStatistics: extendedValues }
      : {}),
  };
}

function taken(
  names: readonly string[],
  aggregate: Aggregate,
): Record<string, number> {
  const values: Record<string, number> = {};
  for (const name of names) {
    const value = statisticNamed(name)?.(aggregate);
    if (value !== undefined) values[name] = value;
  }
  return values;
}
