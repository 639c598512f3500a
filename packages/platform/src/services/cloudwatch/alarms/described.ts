import type { CompositeAlarm, MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Place } from "../../../core/context.ts";
import { isSimple } from "../statistic.ts";
import {
  alarmArn,
  type AlarmRow,
  type CompositeAlarmRow,
  type MetricAlarmRow,
  type Watch,
} from "./tables.ts";

/** A metric alarm as DescribeAlarms shows it. */
export function describedMetric(at: Place, alarm: MetricAlarmRow): MetricAlarm {
  return {
    ...common(at, alarm),
    ...describedWatch(alarm.watch),
    EvaluationPeriods: alarm.evaluationPeriods,
    ...(alarm.datapointsToAlarm === undefined
      ? {}
      : { DatapointsToAlarm: alarm.datapointsToAlarm }),
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    ...(alarm.treatMissingData === undefined
      ? {}
      : { TreatMissingData: alarm.treatMissingData }),
    ...(alarm.lowSamples === undefined
      ? {}
      : { EvaluateLowSampleCountPercentile: alarm.lowSamples }),
  };
}

/** A composite alarm as DescribeAlarms shows it. */
export function describedComposite(
  at: Place,
  alarm: CompositeAlarmRow,
): CompositeAlarm {
  return { ...common(at, alarm), AlarmRule: alarm.rule };
}

function describedWatch(watch: Watch): MetricAlarm {
  if (watch.kind === "queries")
    return { Metrics: [...watch.queries], Dimensions: [] };
  const { namespace, metricName, dimensions, statistic, period, unit } = watch;
  return {
    Namespace: namespace,
    MetricName: metricName,
    Dimensions: [...dimensions],
    Period: period,
    ...(isSimple(statistic)
      ? { Statistic: statistic as "Sum" }
      : { ExtendedStatistic: statistic }),
    ...(unit === undefined ? {} : { Unit: unit as "Count" }),
  };
}

function common(at: Place, alarm: AlarmRow) {
  const { name, description, configuredAt, actions, state } = alarm;
  return {
    AlarmName: name,
    AlarmArn: alarmArn(at, name),
    ...(description === undefined ? {} : { AlarmDescription: description }),
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: [...actions.OK],
    AlarmActions: [...actions.ALARM],
    InsufficientDataActions: [...actions.INSUFFICIENT_DATA],
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined
      ? {}
      : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.updatedAt),
    StateTransitionedTimestamp: new Date(state.updatedAt),
  };
}
