import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { isSimple, statisticNamed } from "../statistic.ts";
import type {
  Comparison,
  MetricAlarmRow,
  TreatMissingData,
  Watch,
} from "./tables.ts";
import { validationError } from "../queries.ts";

export type MetricSettings = Pick<
  MetricAlarmRow,
  | "kind"
  | "watch"
  | "evaluationPeriods"
  | "datapointsToAlarm"
  | "threshold"
  | "comparison"
  | "treatMissingData"
  | "lowSamples"
>;

type Given = { [K in keyof PutMetricAlarmInput]?: PutMetricAlarmInput[K] };

const HOUR = 3600;
const DAY = 86_400;
const WEEK = 604_800;
const TREATMENTS: readonly string[] = [
  "breaching",
  "notBreaching",
  "ignore",
  "missing",
];
const STATIC: readonly string[] = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
];

/** What a metric alarm goes by, checked. @throws Fault ValidationException */
export function metricSettings(given: Given): MetricSettings {
  refuseUnbuilt(given);
  const watch = watchOf(given);
  const {
    EvaluationPeriods,
    DatapointsToAlarm,
    Threshold,
    ComparisonOperator,
    TreatMissingData,
  } = given;
  if (EvaluationPeriods === undefined)
    throw validationError("The parameter EvaluationPeriods is required.");
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods)
    throw validationError(
      "DatapointsToAlarm must be less than or equal to EvaluationPeriods.",
    );
  if (Threshold === undefined || !Number.isFinite(Threshold))
    throw validationError("The parameter Threshold is required.");
  if (ComparisonOperator === undefined)
    throw validationError("The parameter ComparisonOperator is required.");
  if (TreatMissingData !== undefined && !TREATMENTS.includes(TreatMissingData))
    throw validationError(
      `Option ${TreatMissingData} is not supported for TreatMissingData. Supported options are [${TREATMENTS.join(", ")}]`,
    );
  checkLength(EvaluationPeriods, watch.period);
  const lowSamples = lowSamplesOf(given);
  return {
    kind: "MetricAlarm",
    watch,
    evaluationPeriods: EvaluationPeriods,
    threshold: Threshold,
    comparison: ComparisonOperator as Comparison,
    ...(DatapointsToAlarm === undefined
      ? {}
      : { datapointsToAlarm: DatapointsToAlarm }),
    ...(TreatMissingData === undefined
      ? {}
      : { treatMissingData: TreatMissingData as TreatMissingData }),
    ...(lowSamples === undefined ? {} : { lowSamples }),
  };
}

/** What the platform cannot watch must not look as if it were watched. */
function refuseUnbuilt(given: Given): void {
  const operator = given.ComparisonOperator;
  const unbuilt =
    given.ThresholdMetricId !== undefined ||
    (operator !== undefined && !STATIC.includes(operator))
      ? "Anomaly detection"
      : given.EvaluationCriteria !== undefined
        ? "EvaluationCriteria"
        : given.EvaluationInterval !== undefined
          ? "EvaluationInterval"
          : undefined;
  if (unbuilt !== undefined)
    throw validationError(`${unbuilt} is not offered for alarms.`);
}

function checkLength(periods: number, period: number): void {
  const [most, words] = period < HOUR ? [DAY, "a day"] : [WEEK, "seven days"];
  if (periods * period > most)
    throw validationError(
      `Metrics cannot be checked across more than ${words} (EvaluationPeriods * Period must be <= ${most}).`,
    );
}

function watchOf(given: Given): Watch {
  const single = [
    "MetricName",
    "Namespace",
    "Dimensions",
    "Period",
    "Unit",
    "Statistic",
    "ExtendedStatistic",
  ] as const;
  const { Metrics: queries } = given;
  if (queries === undefined || queries.length === 0) return metricOf(given);
  const both = single.find((name) => {
    const value = given[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
  if (both !== undefined)
    throw validationError(
      `The parameters Metrics and ${both} are mutually exclusive.`,
    );
  const returned = queries.filter(({ ReturnData }) => ReturnData !== false);
  if (returned.length !== 1)
    throw validationError(
      "Exactly one element of the metrics list should return data.",
    );
  const periods = new Set(
    queries.flatMap(
      ({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? [],
    ),
  );
  const [period] = periods;
  if (period === undefined || periods.size > 1)
    throw validationError(
      "All metrics of an alarm must have one and the same period.",
    );
  checkPeriod(period);
  return { kind: "queries", queries, period };
}

function metricOf(given: Given): Watch {
  const { MetricName, Namespace, Period, Statistic, ExtendedStatistic } = given;
  if (MetricName === undefined || Namespace === undefined)
    throw validationError(
      "Either MetricName and Namespace, or Metrics, must be specified.",
    );
  if (Period === undefined)
    throw validationError("The parameter Period is required.");
  checkPeriod(Period);
  if ((Statistic === undefined) === (ExtendedStatistic === undefined))
    throw validationError(
      "Exactly one of Statistic and ExtendedStatistic must be specified.",
    );
  if (
    ExtendedStatistic !== undefined &&
    (isSimple(ExtendedStatistic) || !statisticNamed(ExtendedStatistic))
  )
    throw validationError(
      `The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`,
    );
  return {
    kind: "metric",
    namespace: Namespace,
    metricName: MetricName,
    dimensions: (given.Dimensions ?? []).map(({ Name = "", Value = "" }) => ({
      Name,
      Value,
    })),
    statistic: Statistic ?? ExtendedStatistic ?? "",
    period: Period,
    ...(given.Unit === undefined ? {} : { unit: given.Unit }),
  };
}

function checkPeriod(period: number): void {
  if (![10, 20, 30].includes(period) && period % 60 !== 0)
    throw validationError("Period must be 10, 20, 30 or a multiple of 60.");
}

function lowSamplesOf({
  EvaluateLowSampleCountPercentile: given,
  ExtendedStatistic,
}: Given): "evaluate" | "ignore" | undefined {
  if (given === undefined) return undefined;
  if (given !== "evaluate" && given !== "ignore")
    throw validationError(
      `Option ${given} is not supported for EvaluateLowSampleCountPercentile. Supported options are [evaluate, ignore].`,
    );
  if (!/^p\d/i.test(ExtendedStatistic ?? ""))
    throw validationError(
      "EvaluateLowSampleCountPercentile can only be specified for alarms on percentiles.",
    );
  return given;
}
