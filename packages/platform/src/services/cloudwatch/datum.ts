import type { MetricDatum } from "@aws-sdk/client-cloudwatch";
import {
  combined,
  ofStatisticSet,
  ofValue,
  type Aggregate,
} from "./aggregate.ts";
import type { Sample } from "./intake.ts";
import { requestedMetric } from "./metric.ts";
import {
  invalidCombination,
  invalidValue,
  missing,
} from "./parameter-faults.ts";

const HOUR = 3_600_000;
const OLDEST = 14 * 24 * HOUR;
const LATEST = 2 * HOUR;
const VALUES_AT_MOST = 150;
/** Values lie between -2^360 and 2^360. */
const LARGEST = 2 ** 360;

/**
 * A datum of PutMetricData, checked.
 * @param where its place in the request, as `MetricData.member.1`
 * @throws Fault InvalidParameterValue, InvalidParameterCombination, MissingParameter
 */
export function sampleOf(
  namespace: string,
  datum: MetricDatum,
  where: string,
  now: number,
): Sample {
  checkDimensions(datum, where);
  const at = datum.Timestamp?.getTime() ?? now;
  if (at > now + LATEST)
    throw invalidValue(
      `The parameter ${where}.Timestamp must specify a time no more than two hours in the future.`,
    );
  if (at < now - OLDEST)
    throw invalidValue(
      `The parameter ${where}.Timestamp must specify a time within the past two weeks.`,
    );
  const resolution = datum.StorageResolution ?? 60;
  if (resolution !== 1 && resolution !== 60)
    throw invalidValue(
      `The value ${resolution} for parameter ${where}.StorageResolution is invalid.`,
    );
  return {
    metric: requestedMetric(
      namespace,
      datum.MetricName ?? "",
      datum.Dimensions,
    ),
    aggregate: aggregateOf(datum, where),
    unit: datum.Unit ?? "None",
    at,
    resolution,
  };
}

function checkDimensions(
  { Dimensions = [] }: MetricDatum,
  where: string,
): void {
  const names = new Set<string>();
  for (const [i, { Name = "", Value = "" }] of Dimensions.entries()) {
    const member = `${where}.Dimensions.member.${i + 1}`;
    if (Name.trim() === "" || Name.startsWith(":"))
      throw invalidValue(
        `The value ${Name} for parameter ${member}.Name is invalid.`,
      );
    if (Value.trim() === "")
      throw invalidValue(
        `The value ${Value} for parameter ${member}.Value is invalid.`,
      );
    if (names.has(Name))
      throw invalidValue(
        `No two dimensions of ${where} may have the same name: ${Name}.`,
      );
    names.add(Name);
  }
}

function aggregateOf(datum: MetricDatum, where: string): Aggregate {
  const { Value, Values, Counts, StatisticValues } = datum;
  const given = Object.entries({ Value, Values, StatisticValues }).filter(
    ([, value]) => value !== undefined,
  );
  const [first, second] = given.map(([name]) => `${where}.${name}`);
  if (second !== undefined)
    throw invalidCombination(
      `The parameters ${first} and ${second} are mutually exclusive and you have specified both.`,
    );
  if (Value !== undefined) return ofValue(finite(Value, `${where}.Value`), 1);
  if (Values) return ofValues(Values, Counts, where);
  if (StatisticValues) return ofSet(StatisticValues, where);
  throw missing(
    `One of the parameters ${where}.Value, ${where}.Values or ${where}.StatisticValues must be specified.`,
  );
}

function ofValues(
  values: readonly number[],
  counts: readonly number[] | undefined,
  where: string,
): Aggregate {
  if (values.length === 0 || values.length > VALUES_AT_MOST)
    throw invalidValue(
      `The collection ${where}.Values must have a size between 1 and ${VALUES_AT_MOST}.`,
    );
  if (counts && counts.length !== values.length)
    throw invalidCombination(
      `The parameters ${where}.Values and ${where}.Counts must be of the same size.`,
    );
  return combined(
    values.map((value, i) => {
      const count = counts?.[i] ?? 1;
      const member = `member.${i + 1}`;
      if (!(finite(count, `${where}.Counts.${member}`) > 0))
        throw invalidValue(
          `The value ${count} for parameter ${where}.Counts.${member} is invalid.`,
        );
      return ofValue(finite(value, `${where}.Values.${member}`), count);
    }),
  );
}

function ofSet(
  {
    SampleCount = 0,
    Sum = 0,
    Minimum = 0,
    Maximum = 0,
  }: NonNullable<MetricDatum["StatisticValues"]>,
  where: string,
): Aggregate {
  const set = `${where}.StatisticValues`;
  if (!(finite(SampleCount, `${set}.SampleCount`) > 0))
    throw invalidValue(
      `The value ${SampleCount} for parameter ${set}.SampleCount is invalid.`,
    );
  if (Minimum > Maximum)
    throw invalidCombination(
      `The parameter ${set}.Minimum must not be greater than ${set}.Maximum.`,
    );
  return ofStatisticSet({
    sum: finite(Sum, `${set}.Sum`),
    count: SampleCount,
    min: finite(Minimum, `${set}.Minimum`),
    max: finite(Maximum, `${set}.Maximum`),
  });
}

function finite(value: number, parameter: string): number {
  if (!(Math.abs(value) <= LARGEST))
    throw invalidValue(
      `The value ${value} for parameter ${parameter} is invalid.`,
    );
  return value;
}
