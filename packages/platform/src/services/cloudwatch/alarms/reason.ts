import type { Datapoint, Verdict } from "./evaluation.ts";
import type { Comparison, MetricAlarmRow } from "./tables.ts";

/** Datapoints that a reason names at most. */
const NAMED = 5;
const LISTED = 20;

const WORDS: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  GreaterThanThreshold: "greater than",
  LessThanThreshold: "less than",
  LessThanOrEqualToThreshold: "less than or equal to",
};

/** Why an alarm is in its state, as CloudWatch words it. */
export function reasonOf(
  alarm: MetricAlarmRow,
  { state, considered, breaching, filled }: Verdict,
): string {
  const all = alarm.evaluationPeriods;
  if (state === "INSUFFICIENT_DATA")
    return `Insufficient Data: ${count(all, "datapoint")} ${was(all)} unknown.`;
  if (considered.length === 0)
    return (
      `Threshold Crossed: no datapoints were received for ${count(all, "period")} and ` +
      `${count(filled, "missing datapoint")} ${was(filled)} treated as [${treatment(alarm)}].`
    );
  const crossed = state === "ALARM" ? breaching : considered.length - breaching;
  const needed = alarm.datapointsToAlarm ?? all;
  const least = state === "ALARM" ? needed : all - needed + 1;
  const turn = state === "ALARM" ? "OK -> ALARM" : "ALARM -> OK";
  const values = considered.slice(0, NAMED).map(named).join(", ");
  const not = state === "ALARM" ? "" : "not ";
  const many = considered.length > NAMED;
  return (
    `Threshold Crossed: ${crossed} out of the last ${considered.length} datapoints ` +
    `${many ? "" : `[${values}] `}${was(crossed)} ${not}${WORDS[alarm.comparison]} the threshold ` +
    `(${double(alarm.threshold)})${many ? `. The most recent datapoints: [${values}]` : ""} ` +
    `(minimum ${count(least, "datapoint")} for ${turn} transition).`
  );
}

/** The same for programs: JSON text. */
export function reasonDataOf(
  alarm: MetricAlarmRow,
  { considered }: Verdict,
  range: readonly Datapoint[],
  now: number,
): string {
  const { watch, threshold } = alarm;
  const values = considered.toReversed();
  const [oldest] = values;
  return JSON.stringify({
    version: "1.0",
    queryDate: timestamp(now),
    ...(oldest ? { startDate: timestamp(oldest.at) } : {}),
    ...(watch.kind === "metric"
      ? {
          ...(watch.unit === undefined ? {} : { unit: watch.unit }),
          statistic: watch.statistic,
        }
      : {}),
    period: watch.period,
    recentDatapoints: values.slice(-LISTED).map(({ value }) => value),
    threshold,
    evaluatedDatapoints: (considered.length > 0
      ? considered
      : range.slice(0, alarm.evaluationPeriods)
    )
      .slice(0, LISTED)
      .map(({ at, value }) => ({
        timestamp: timestamp(at),
        ...(value === undefined ? {} : { value }),
      })),
  });
}

/** As `2023-08-04T12:36:15.490+0000`. */
export function timestamp(at: number): string {
  return new Date(at).toISOString().replace("Z", "+0000");
}

const treatment = ({ treatMissingData }: MetricAlarmRow): string =>
  treatMissingData === "breaching" ? "Breaching" : "NonBreaching";

const count = (n: number, noun: string): string =>
  `${n} ${noun}${n === 1 ? "" : "s"}`;

const was = (n: number): string => (n === 1 ? "was" : "were");

/** As `5.0 (04/08/23 12:30:00)`. */
function named({ at, value = 0 }: Datapoint): string {
  const [, year, month, day, time] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T(.{8})/.exec(new Date(at).toISOString()) ?? [];
  return `${double(value)} (${day}/${month}/${year} ${time})`;
}

/** Whole numbers are written with a decimal place. */
const double = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e7
    ? value.toFixed(1)
    : String(value);
