import type { Context } from "../../../core/context.ts";
import { isTopic } from "./actions.ts";
import { messageOf } from "./message.ts";
import { record } from "./record.ts";
import {
  actionDue,
  alarms,
  watchedChanged,
  watchers,
  type AlarmRow,
  type AlarmState,
} from "./tables.ts";
import { topicMessage, topicSubject } from "./topic-message.ts";

/** Puts an alarm into a state; where it is another one, its actions follow, and alarms that look at it. */
export async function changeState(
  ctx: Context,
  alarm: AlarmRow,
  wanted: Omit<AlarmState, "updatedAt">,
): Promise<void> {
  const state: AlarmState = { ...wanted, updatedAt: ctx.now() };
  const { name, kind, state: before, actions, actionsEnabled } = alarm;
  await ctx.table(alarms).put({ ...alarm, state });
  if (state.value === before.value) return;
  await record(ctx, {
    alarmName: name,
    alarmType: kind,
    type: "StateUpdate",
    summary: `Alarm updated from ${before.value} to ${state.value}`,
    data: {
      version: "1.0",
      oldState: shown(before),
      newState: shown(state),
    },
  });
  if (actionsEnabled)
    for (const action of new Set(actions[state.value]))
      ctx.emit(actionDue, {
        name,
        alarmType: kind,
        action,
        stateUpdatedAt: state.updatedAt,
        ...(isTopic(action)
          ? {
              subject: topicSubject(ctx, alarm, state),
              message: JSON.stringify(topicMessage(ctx, alarm, state)),
            }
          : { message: JSON.stringify(messageOf(ctx, alarm, state)) }),
      });
  const parents = await ctx.table(watchers).get("alarm", name);
  for (const parent of parents?.alarmNames ?? [])
    ctx.emit(watchedChanged, { name: parent });
}

function shown({ value, reason, reasonData }: AlarmState): object {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData === undefined
      ? {}
      : { stateReasonData: parsed(reasonData) }),
  };
}

/** SetAlarmState takes any text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
