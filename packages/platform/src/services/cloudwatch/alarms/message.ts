import { createHash } from "node:crypto";
import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { Place } from "../../../core/context.ts";
import { timestamp } from "./reason.ts";
import {
  alarmArn,
  type AlarmRow,
  type AlarmState,
  type MetricAlarmRow,
} from "./tables.ts";

/** The event that a function gets of an alarm (CloudWatch user guide, "Invoke a Lambda function from an alarm"). */
export function messageOf(
  { accountId, region }: Place,
  alarm: AlarmRow,
  state: AlarmState,
): object {
  return {
    source: "aws.cloudwatch",
    alarmArn: alarmArn({ accountId, region }, alarm.name),
    accountId,
    time: timestamp(state.updatedAt),
    region,
    alarmData: {
      alarmName: alarm.name,
      state: shownState(state),
      previousState: shownState(alarm.state),
      configuration: {
        ...(alarm.description === undefined
          ? {}
          : { description: alarm.description }),
        ...(alarm.kind === "MetricAlarm"
          ? { metrics: queriesOf(alarm).map(shownQuery) }
          : { alarmRule: alarm.rule }),
      },
    },
  };
}

const shownState = ({ value, reason, reasonData, updatedAt }: AlarmState) => ({
  value,
  reason,
  ...(reasonData === undefined ? {} : { reasonData }),
  timestamp: timestamp(updatedAt),
});

/** What a metric alarm asks of its metrics; one that names a single metric asks one query. */
export function queriesOf({
  watch,
  name,
}: Pick<MetricAlarmRow, "watch" | "name">): readonly MetricDataQuery[] {
  if (watch.kind === "queries") return watch.queries;
  return [
    {
      Id: queryId(name),
      MetricStat: {
        Metric: {
          Namespace: watch.namespace,
          MetricName: watch.metricName,
          Dimensions: [...watch.dimensions],
        },
        Period: watch.period,
        Stat: watch.statistic,
        ...(watch.unit === undefined ? {} : { Unit: watch.unit as "Count" }),
      },
      ReturnData: true,
    },
  ];
}

/** Stays the same for an alarm; query ids begin with a small letter. */
const queryId = (name: string): string =>
  `m${createHash("sha256").update(name).digest("hex").slice(0, 31)}`;

function shownQuery({
  Id,
  MetricStat,
  Expression,
  Label,
  ReturnData,
  Period,
}: MetricDataQuery): object {
  return {
    id: Id,
    ...(Expression === undefined ? {} : { expression: Expression }),
    ...(Label === undefined ? {} : { label: Label }),
    ...(Period === undefined ? {} : { period: Period }),
    ...(MetricStat
      ? {
          metricStat: {
            metric: {
              namespace: MetricStat.Metric?.Namespace,
              name: MetricStat.Metric?.MetricName,
              dimensions: Object.fromEntries(
                (MetricStat.Metric?.Dimensions ?? []).map(({ Name, Value }) => [
                  Name,
                  Value,
                ]),
              ),
            },
            period: MetricStat.Period,
            stat: MetricStat.Stat,
            ...(MetricStat.Unit === undefined ? {} : { unit: MetricStat.Unit }),
          },
        }
      : {}),
    returnData: ReturnData !== false,
  };
}
