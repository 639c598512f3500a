import type { Place } from "../../../core/context.ts";
import { isSimple } from "../statistic.ts";
import { queriesOf } from "./message.ts";
import { timestamp } from "./reason.ts";
import { regionName } from "./region-names.ts";
import {
  alarmArn,
  type AlarmRow,
  type AlarmState,
  type MetricAlarmRow,
} from "./tables.ts";

/** SNS takes subjects of 100 characters. */
const LONGEST_SUBJECT = 100;

/** As `ALARM: "hot" in US East (N. Virginia)`. */
export function topicSubject(
  { region }: Place,
  { name }: AlarmRow,
  { value }: AlarmState,
): string {
  const subject = `${value}: "${name}" in ${regionName(region)}`;
  // SNS refuses subjects with anything but printable ASCII.
  const printable = subject.replaceAll(/[^\x20-\x7e]/g, "?");
  return printable.length > LONGEST_SUBJECT
    ? `${printable.slice(0, LONGEST_SUBJECT - 3)}...`
    : printable;
}

/** What an SNS topic gets of an alarm, in CloudWatch's form. */
export function topicMessage(
  { accountId, region }: Place,
  alarm: AlarmRow,
  state: AlarmState,
): object {
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: timestamp(alarm.configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: timestamp(state.updatedAt),
    Region: regionName(region),
    AlarmArn: alarmArn({ accountId, region }, alarm.name),
    OldStateValue: alarm.state.value,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    ...(alarm.kind === "MetricAlarm"
      ? { Trigger: trigger(alarm) }
      : { AlarmRule: alarm.rule }),
  };
}

function trigger(alarm: MetricAlarmRow): object {
  return {
    ...watched(alarm),
    Period: alarm.watch.period,
    EvaluationPeriods: alarm.evaluationPeriods,
    ...(alarm.datapointsToAlarm === undefined
      ? {}
      : { DatapointsToAlarm: alarm.datapointsToAlarm }),
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData ?? "",
    EvaluateLowSampleCountPercentile: alarm.lowSamples ?? "",
  };
}

function watched(alarm: MetricAlarmRow): object {
  const { watch } = alarm;
  if (watch.kind === "queries") return { Metrics: queriesOf(alarm) };
  const { metricName, namespace, statistic, unit, dimensions } = watch;
  return {
    MetricName: metricName,
    Namespace: namespace,
    ...(isSimple(statistic)
      ? { StatisticType: "Statistic", Statistic: STATISTICS[statistic] }
      : { StatisticType: "ExtendedStatistic", ExtendedStatistic: statistic }),
    Unit: unit ?? null,
    Dimensions: dimensions.map(({ Name, Value }) => ({
      value: Value,
      name: Name,
    })),
  };
}

const STATISTICS: Readonly<Record<string, string>> = {
  SampleCount: "SAMPLE_COUNT",
  Average: "AVERAGE",
  Sum: "SUM",
  Minimum: "MINIMUM",
  Maximum: "MAXIMUM",
};
