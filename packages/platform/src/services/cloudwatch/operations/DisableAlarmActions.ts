import { DisableAlarmActionsCommand } from "@aws-sdk/client-cloudwatch";
import { operation } from "../../../core/operation.ts";
import { enableActions } from "../alarms/enable-actions.ts";
import { onAlarms } from "../alarms/on-alarms.ts";

export const DisableAlarmActions = operation(DisableAlarmActionsCommand, {
  needs: ({ AlarmNames }, ctx) =>
    onAlarms("cloudwatch:DisableAlarmActions", AlarmNames, ctx),

  async handle({ AlarmNames }, ctx) {
    await enableActions(ctx, AlarmNames, false);
    return {};
  },
});
