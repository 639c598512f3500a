import {
  PutCompositeAlarmCommand,
  type PutCompositeAlarmInput,
} from "@aws-sdk/client-cloudwatch";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import {
  alarmNamed,
  alarmNames,
  deleteAlarm,
  LONGEST_NAME,
  retag,
  shownAlarm,
} from "./alarms.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::CloudWatch::CompositeAlarm";

/** An alarm on the states of other alarms. */
export const compositeAlarm = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "cloudwatch.alarms": regionalRow((_place, name) => name) },

  async create(properties, ctx) {
    const name = (properties["AlarmName"] ??
      ctx.name({ most: LONGEST_NAME })) as string;
    await refuseExisting(typeName, name, ctx, async () =>
      Boolean(await alarmNamed(name, ctx)),
    );
    await put(name, properties, ctx);
    return name;
  },

  async read(name, ctx) {
    const found = await alarmNamed(name, ctx);
    return found && "AlarmRule" in found
      ? shownAlarm(found, ["AlarmRule"], ctx)
      : undefined;
  },

  async update(name, { before, after }, ctx) {
    await put(name, { ...after, Tags: undefined }, ctx);
    await retag(name, before, after, ctx);
  },

  delete: (name, ctx) => deleteAlarm(name, ctx),

  list: (ctx) => alarmNames("CompositeAlarm", ctx),
});

async function put(
  AlarmName: string,
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  const AlarmRule = properties["AlarmRule"] as string;
  await ctx.send(
    new PutCompositeAlarmCommand({
      ...(properties as Partial<PutCompositeAlarmInput>),
      AlarmName,
      AlarmRule,
    }),
  );
}
