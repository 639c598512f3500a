import {
  DescribeAlarmsCommand,
  type CompositeAlarm,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import type { Context } from "../../../core/context.ts";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { describedComposite, describedMetric } from "../alarms/described.ts";
import { alarmArn, alarms, watchers, type AlarmRow } from "../alarms/tables.ts";
import { childrenOf } from "../alarms/watching.ts";
import { invalidToken } from "../parameter-faults.ts";
import { validationError } from "../queries.ts";

const PAGE = 100;

/** Composite alarms are shown to those who ask for their type. */
export const DescribeAlarms = operation(DescribeAlarmsCommand, {
  needs: (_input, ctx) => [
    allow("cloudwatch:DescribeAlarms", alarmArn(ctx, "*")),
  ],

  async handle(input, ctx) {
    if (input.AlarmNames?.length && input.AlarmNamePrefix !== undefined)
      throw validationError(
        "AlarmNames and AlarmNamePrefix are mutually exclusive.",
      );
    if (input.ChildrenOfAlarmName !== undefined)
      return related(ctx, await childNames(ctx, input.ChildrenOfAlarmName));
    if (input.ParentsOfAlarmName !== undefined)
      return related(ctx, await parentNames(ctx, input.ParentsOfAlarmName));

    const types: readonly string[] = input.AlarmTypes?.length
      ? input.AlarmTypes
      : ["MetricAlarm"];
    const wanted = ({ kind, state, actions }: AlarmRow): boolean =>
      types.includes(kind) &&
      (input.StateValue === undefined || state.value === input.StateValue) &&
      (input.ActionPrefix === undefined ||
        Object.values(actions)
          .flat()
          .some((action) => action.startsWith(input.ActionPrefix ?? "")));
    if (input.AlarmNames?.length)
      return split(ctx, (await named(ctx, input.AlarmNames)).filter(wanted));
    const { rows, nextToken } = await filteredPage(
      ctx.table(alarms),
      {
        limit: input.MaxRecords ?? PAGE,
        ...(input.AlarmNamePrefix === undefined
          ? {}
          : { startsWith: input.AlarmNamePrefix }),
      },
      wanted,
      input.NextToken,
      invalidToken,
    );
    return {
      ...split(ctx, rows),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});

async function named(
  ctx: Context,
  names: readonly string[],
): Promise<AlarmRow[]> {
  const rows = await Promise.all(
    [...new Set(names)].map((name) => ctx.table(alarms).get(name)),
  );
  return rows.filter((alarm) => alarm !== undefined);
}

async function childNames(ctx: Context, name: string): Promise<string[]> {
  const alarm = await ctx.table(alarms).get(name);
  return alarm?.kind === "CompositeAlarm" ? childrenOf(alarm.rule) : [];
}

async function parentNames(
  ctx: Context,
  name: string,
): Promise<readonly string[]> {
  return (await ctx.table(watchers).get("alarm", name))?.alarmNames ?? [];
}

/** Of a rule's alarms, no more than their names and states are told. */
async function related(ctx: Context, names: readonly string[]) {
  const { MetricAlarms, CompositeAlarms } = split(ctx, await named(ctx, names));
  return {
    MetricAlarms: MetricAlarms.map(shortened),
    CompositeAlarms: CompositeAlarms.map(shortened),
  };
}

const shortened = ({
  AlarmName,
  AlarmArn,
  StateValue,
  StateUpdatedTimestamp,
}: MetricAlarm | CompositeAlarm) => ({
  AlarmName,
  AlarmArn,
  StateValue,
  StateUpdatedTimestamp,
});

function split(ctx: Context, rows: readonly AlarmRow[]) {
  return {
    MetricAlarms: rows.flatMap((alarm) =>
      alarm.kind === "MetricAlarm" ? [describedMetric(ctx, alarm)] : [],
    ),
    CompositeAlarms: rows.flatMap((alarm) =>
      alarm.kind === "CompositeAlarm" ? [describedComposite(ctx, alarm)] : [],
    ),
  };
}
