import { DescribeAlarmHistoryCommand } from "@aws-sdk/client-cloudwatch";
import { operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { onAlarms } from "../alarms/on-alarms.ts";
import { history } from "../alarms/tables.ts";
import { invalidToken } from "../parameter-faults.ts";

const PAGE = 100;

/** The newest first, unless asked otherwise; of composite alarms to those who ask for their type. */
export const DescribeAlarmHistory = operation(DescribeAlarmHistoryCommand, {
  needs: ({ AlarmName = "*" }, ctx) =>
    onAlarms("cloudwatch:DescribeAlarmHistory", [AlarmName], ctx),

  async handle(input, ctx) {
    const { AlarmName, HistoryItemType } = input;
    const start = Math.max(input.StartDate?.getTime() ?? 0, 0);
    const end = Math.max(input.EndDate?.getTime() ?? ctx.now(), 0) + 1;
    const reverse = input.ScanBy !== "TimestampAscending";
    const types: readonly string[] = input.AlarmTypes?.length
      ? input.AlarmTypes
      : ["MetricAlarm"];
    const { rows, nextToken } = await filteredPage(
      ctx.table(history),
      {
        limit: input.MaxRecords ?? PAGE,
        reverse,
        from: [reverse ? end : start],
        to: [reverse ? start : end],
        ...(AlarmName === undefined
          ? {}
          : { index: "byAlarm", prefix: [AlarmName] }),
      },
      ({ type, alarmType }) =>
        types.includes(alarmType) &&
        (HistoryItemType === undefined || type === HistoryItemType),
      input.NextToken,
      invalidToken,
    );
    return {
      AlarmHistoryItems: rows.map((item) => ({
        AlarmName: item.alarmName,
        AlarmType: item.alarmType,
        Timestamp: new Date(item.at),
        HistoryItemType: item.type,
        HistorySummary: item.summary,
        HistoryData: item.data,
      })),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
