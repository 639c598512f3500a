import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { arn } from "../../../core/arn.ts";
import type { Place } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import type { Tags } from "../../../core/identity/tables.ts";
import { table } from "../../../core/table.ts";

export type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** What an alarm says, and why. Times are milliseconds since the epoch. */
export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON text. */
  readonly reasonData?: string;
  readonly updatedAt: number;
}

interface Common {
  readonly name: string;
  /** An alarm that is put again is evaluated anew: what was due for the old one is not done. */
  readonly id: string;
  readonly description?: string;
  readonly configuredAt: number;
  readonly actionsEnabled: boolean;
  readonly actions: Readonly<Record<StateValue, readonly string[]>>;
  readonly tags: Tags;
  readonly state: AlarmState;
}

/** An alarm on a metric, or on an expression over metrics. */
export interface MetricAlarmRow extends Common {
  readonly kind: "MetricAlarm";
  readonly watch: Watch;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly treatMissingData?: TreatMissingData;
  readonly lowSamples?: "evaluate" | "ignore";
}

/** An alarm on the states of other alarms. */
export interface CompositeAlarmRow extends Common {
  readonly kind: "CompositeAlarm";
  readonly rule: string;
}

export type AlarmRow = MetricAlarmRow | CompositeAlarmRow;

/** What a metric alarm looks at; the period is in seconds. */
export type Watch =
  | {
      readonly kind: "metric";
      readonly namespace: string;
      readonly metricName: string;
      readonly dimensions: readonly { Name: string; Value: string }[];
      readonly statistic: string;
      readonly period: number;
      readonly unit?: string;
    }
  | {
      readonly kind: "queries";
      readonly queries: readonly MetricDataQuery[];
      readonly period: number;
    };

export type Comparison =
  | "GreaterThanOrEqualToThreshold"
  | "GreaterThanThreshold"
  | "LessThanThreshold"
  | "LessThanOrEqualToThreshold";

export type TreatMissingData =
  "breaching" | "notBreaching" | "ignore" | "missing";

export const alarms = table<AlarmRow>()({
  name: "cloudwatch.alarms",
  scope: "region",
  key: ({ name }) => [name],
});

/** Which alarms look at a metric (`metric`, by its id) or at another alarm (`alarm`, by its name). */
export interface Watchers {
  readonly kind: "metric" | "alarm";
  readonly watched: string;
  readonly alarmNames: readonly string[];
}

export const watchers = table<Watchers>()({
  name: "cloudwatch.watchers",
  scope: "region",
  key: ({ kind, watched }) => [kind, watched],
});

/** Something that happened to an alarm; kept for 30 days, also when the alarm is deleted. */
export interface HistoryItem {
  readonly alarmName: string;
  readonly alarmType: AlarmRow["kind"];
  readonly at: number;
  readonly id: string;
  readonly type: "ConfigurationUpdate" | "StateUpdate" | "Action";
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

export const history = table<HistoryItem>()({
  name: "cloudwatch.alarm-history",
  scope: "region",
  key: ({ at, id }) => [at, id],
  indexes: { byAlarm: ({ alarmName, at, id }) => [[alarmName, at, id]] },
});

/** The next evaluation of a metric alarm is due. */
export const evaluationDue = event<{ name: string; id: string }>(
  "cloudwatch.EvaluationDue",
);

/** A metric alarm's data, or a composite alarm's children, have changed. */
export const watchedChanged = event<{ name: string }>(
  "cloudwatch.WatchedChanged",
);

/** An action of an alarm is to be done. */
export const actionDue = event<{
  name: string;
  alarmType: AlarmRow["kind"];
  action: string;
  stateUpdatedAt: number;
  /** For topics. */
  subject?: string;
  /** JSON text. */
  message: string;
}>("cloudwatch.ActionDue");

/** Old history is to be forgotten. */
export const historyDue = event<object>("cloudwatch.HistoryDue");

export const alarmArn = (at: Place, name: string): string =>
  arn("cloudwatch", at, `alarm:${name}`);
