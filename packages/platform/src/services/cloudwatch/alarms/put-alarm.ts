import type { Tag } from "@aws-sdk/client-cloudwatch";
import type { Context, NeedsContext } from "../../../core/context.ts";
import { allow, type Need } from "../../../core/operation.ts";
import { hexadecimal } from "../../../core/random.ts";
import { requestTagKeys, resourceTagKeys } from "../../../core/tag-keys.ts";
import { checkActions } from "./actions.ts";
import { describedComposite, describedMetric } from "./described.ts";
import { record } from "./record.ts";
import { withTags } from "./tags.ts";
import { alarmArn, alarms, type AlarmRow } from "./tables.ts";
import { watch } from "./watching.ts";
import { validationError } from "../queries.ts";

/** What both kinds of alarms are put with. */
export interface GivenAlarm {
  readonly AlarmName: string;
  readonly AlarmDescription?: string | undefined;
  readonly ActionsEnabled?: boolean | undefined;
  readonly OKActions?: string[] | undefined;
  readonly AlarmActions?: string[] | undefined;
  readonly InsufficientDataActions?: string[] | undefined;
  readonly Tags?: Tag[] | undefined;
}

/** The permissions to put an alarm; tags that come with it need their own. */
export async function putting(
  action: string,
  input: GivenAlarm,
  ctx: NeedsContext,
): Promise<readonly Need[]> {
  const resource = alarmArn(ctx, input.AlarmName);
  const known = await ctx.table(alarms).get(input.AlarmName);
  const keys = {
    ...resourceTagKeys(known?.tags),
    ...requestTagKeys(input.Tags),
  };
  const given = [
    ...(input.OKActions ?? []),
    ...(input.AlarmActions ?? []),
    ...(input.InsufficientDataActions ?? []),
  ];
  return [
    allow(action, resource, {
      ...keys,
      ...(given.length > 0 ? { "cloudwatch:AlarmActions": given } : {}),
    }),
    ...(input.Tags?.length
      ? [allow("cloudwatch:TagResource", resource, keys)]
      : []),
  ];
}

type Own<Row> = Row extends AlarmRow
  ? Omit<
      Row,
      | "name"
      | "id"
      | "description"
      | "configuredAt"
      | "actionsEnabled"
      | "actions"
      | "tags"
      | "state"
    >
  : never;

/**
 * Makes an alarm, or replaces one's whole configuration: its state and its tags stay as they are.
 * @throws Fault ValidationException
 */
export async function putAlarm(
  ctx: Context,
  input: GivenAlarm,
  own: Own<AlarmRow>,
): Promise<AlarmRow> {
  const { AlarmName: name, AlarmDescription: description } = input;
  checkActions(input.OKActions, ctx);
  checkActions(input.AlarmActions, ctx);
  checkActions(input.InsufficientDataActions, ctx);
  const known = await ctx.table(alarms).get(name);
  if (known && known.kind !== own.kind)
    throw validationError(`An alarm of another type has the name ${name}.`);
  const alarm: AlarmRow = {
    ...own,
    name,
    id: hexadecimal(16),
    ...(description === undefined ? {} : { description }),
    configuredAt: ctx.now(),
    actionsEnabled: input.ActionsEnabled ?? true,
    actions: {
      OK: input.OKActions ?? [],
      ALARM: input.AlarmActions ?? [],
      INSUFFICIENT_DATA: input.InsufficientDataActions ?? [],
    },
    tags: known?.tags ?? withTags({}, input.Tags ?? []),
    state: known?.state ?? {
      value: "INSUFFICIENT_DATA",
      reason: "Unchecked: Initial alarm creation",
      updatedAt: ctx.now(),
    },
  };
  await ctx.table(alarms).put(alarm);
  await watch(ctx, name, known, alarm);
  await recordConfiguration(ctx, alarm, known ? "Update" : "Create");
  return alarm;
}

/** Writes down how an alarm is set up now. */
export async function recordConfiguration(
  ctx: Context,
  alarm: AlarmRow,
  type: "Create" | "Update" | "Delete",
): Promise<void> {
  const described =
    alarm.kind === "MetricAlarm"
      ? describedMetric(ctx, alarm)
      : describedComposite(ctx, alarm);
  await record(ctx, {
    alarmName: alarm.name,
    alarmType: alarm.kind,
    type: "ConfigurationUpdate",
    summary: `Alarm "${alarm.name}" ${WORDS[type]}`,
    data: {
      version: "1.0",
      type,
      [`${type === "Delete" ? "deleted" : type === "Create" ? "created" : "updated"}Alarm`]:
        described,
    },
  });
}

const WORDS = { Create: "created", Update: "updated", Delete: "deleted" };
