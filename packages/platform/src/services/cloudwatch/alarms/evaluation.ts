import type {
  Comparison,
  MetricAlarmRow,
  StateValue,
  TreatMissingData,
} from "./tables.ts";

/** A period's value; undefined where no data came. Time in milliseconds since the epoch. */
export interface Datapoint {
  readonly at: number;
  readonly value: number | undefined;
}

/** What an evaluation goes by. */
export type Settings = Pick<
  MetricAlarmRow,
  | "evaluationPeriods"
  | "datapointsToAlarm"
  | "threshold"
  | "comparison"
  | "treatMissingData"
>;

/** What an evaluation comes to: another state, or the same. */
export interface Verdict {
  readonly state: StateValue;
  /** What was looked at, most recent first. */
  readonly considered: readonly Datapoint[];
  readonly breaching: number;
  /** Periods that were filled in as `TreatMissingData` says. */
  readonly filled: number;
}

/** CloudWatch looks at some more periods than it evaluates, to make up for missing ones: its guide's examples show two. */
export const EXTRA_PERIODS = 2;

/**
 * Decides a metric alarm's state (CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data").
 * @param points the evaluation range, most recent first: two more than are evaluated
 */
export function evaluated(
  points: readonly Datapoint[],
  settings: Settings,
  current: StateValue,
): Verdict {
  const { evaluationPeriods: all, treatMissingData = "missing" } = settings;
  const needed = settings.datapointsToAlarm ?? all;
  const real = points.filter(({ value }) => value !== undefined).slice(0, all);
  const breaching = real.filter((point) => breaches(point, settings)).length;
  const filled = all - real.length;
  const found = { considered: real, breaching, filled };
  const oldest = points.findLastIndex((point) => breaches(point, settings));
  const state = filled === 0 ? undefined : TREATMENTS[treatMissingData];
  return {
    ...found,
    state: state
      ? state({ ...found, needed, current, oldestBreaching: oldest + 1 })
      : breaching >= needed
        ? "ALARM"
        : "OK",
  };
}

interface Missing {
  readonly considered: readonly Datapoint[];
  readonly breaching: number;
  readonly filled: number;
  readonly needed: number;
  readonly current: StateValue;
  /** How many periods ago the oldest breaching datapoint was. */
  readonly oldestBreaching: number;
}

/** What missing data come to, where they are needed at all. */
const TREATMENTS: Readonly<
  Record<TreatMissingData, (found: Missing) => StateValue>
> = {
  breaching: ({ breaching, filled, needed }) =>
    breaching + filled >= needed ? "ALARM" : "OK",
  notBreaching: ({ breaching, needed }) =>
    breaching >= needed ? "ALARM" : "OK",
  ignore: ({ considered, breaching, needed, current }) => {
    if (breaching >= needed) return "ALARM";
    return breaching < considered.length ? "OK" : current;
  },
  /** All data breach: an alarm only once the oldest is as old as the alarm needs, so that it does not come too early. */
  missing: ({ considered, breaching, needed, current, oldestBreaching }) => {
    if (breaching >= needed) return "ALARM";
    if (considered.length === 0) return "INSUFFICIENT_DATA";
    if (breaching < considered.length) return "OK";
    return oldestBreaching >= needed ? "ALARM" : current;
  },
};

const COMPARISONS: Readonly<
  Record<Comparison, (value: number, threshold: number) => boolean>
> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

function breaches(
  { value }: Datapoint,
  { comparison, threshold }: Settings,
): boolean {
  return value !== undefined && COMPARISONS[comparison](value, threshold);
}
