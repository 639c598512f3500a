import { EnableAlarmActionsCommand } from "@aws-sdk/client-cloudwatch";
import { operation } from "../../../core/operation.ts";
import { enableActions } from "../alarms/enable-actions.ts";
import { onAlarms } from "../alarms/on-alarms.ts";

export const EnableAlarmActions = operation(EnableAlarmActionsCommand, {
  needs: ({ AlarmNames }, ctx) =>
    onAlarms("cloudwatch:EnableAlarmActions", AlarmNames, ctx),

  async handle({ AlarmNames }, ctx) {
    await enableActions(ctx, AlarmNames, true);
    return {};
  },
});
