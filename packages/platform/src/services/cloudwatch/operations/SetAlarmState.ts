import {
  InvalidFormatFault,
  ResourceNotFound,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { changeState } from "../alarms/change-state.ts";
import { onAlarms } from "../alarms/on-alarms.ts";
import { alarms } from "../alarms/tables.ts";

/** For trying actions out: the next evaluation sets the state that the data tell. */
export const SetAlarmState = operation(SetAlarmStateCommand, {
  needs: ({ AlarmName }, ctx) =>
    onAlarms("cloudwatch:SetAlarmState", [AlarmName], ctx),

  async handle({ AlarmName, StateValue, StateReason, StateReasonData }, ctx) {
    const alarm = await ctx.table(alarms).get(AlarmName);
    if (!alarm) throw fault(ResourceNotFound, "Alarm not found");
    if (StateReasonData !== undefined && !isJson(StateReasonData))
      throw fault(InvalidFormatFault, "StateReasonData must be valid JSON");
    await changeState(ctx, alarm, {
      value: StateValue,
      reason: StateReason,
      ...(StateReasonData === undefined ? {} : { reasonData: StateReasonData }),
    });
    return {};
  },
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
