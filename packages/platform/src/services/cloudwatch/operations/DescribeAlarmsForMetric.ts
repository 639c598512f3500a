import { DescribeAlarmsForMetricCommand } from "@aws-sdk/client-cloudwatch";
import { allow, operation } from "../../../core/operation.ts";
import { describedMetric } from "../alarms/described.ts";
import { alarms, watchers } from "../alarms/tables.ts";
import { metricId, requestedMetric } from "../metric.ts";

/** Alarms on expressions are not among them. */
export const DescribeAlarmsForMetric = operation(
  DescribeAlarmsForMetricCommand,
  {
    needs: () => [allow("cloudwatch:DescribeAlarmsForMetric", "*")],

    async handle(input, ctx) {
      const { Namespace, MetricName, Dimensions, Period, Unit } = input;
      const statistic = input.Statistic ?? input.ExtendedStatistic;
      const id = metricId(requestedMetric(Namespace, MetricName, Dimensions));
      const watching = await ctx.table(watchers).get("metric", id);
      const rows = await Promise.all(
        (watching?.alarmNames ?? []).map((name) => ctx.table(alarms).get(name)),
      );
      return {
        MetricAlarms: rows.flatMap((alarm) => {
          if (alarm?.kind !== "MetricAlarm" || alarm.watch.kind !== "metric")
            return [];
          const { watch } = alarm;
          return (statistic === undefined || watch.statistic === statistic) &&
            (Period === undefined || watch.period === Period) &&
            (Unit === undefined || watch.unit === Unit)
            ? [describedMetric(ctx, alarm)]
            : [];
        }),
      };
    },
  },
);
