import {
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
} from "@aws-sdk/client-cloudwatch";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import {
  alarmNames,
  alarmNamed,
  deleteAlarm,
  LONGEST_NAME,
  retag,
  shownAlarm,
} from "./alarms.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::CloudWatch::Alarm";

/** Properties that CloudWatch knows by the same name, and answers. */
const MEMBERS = [
  "ComparisonOperator",
  "DatapointsToAlarm",
  "Dimensions",
  "EvaluateLowSampleCountPercentile",
  "EvaluationPeriods",
  "ExtendedStatistic",
  "MetricName",
  "Metrics",
  "Namespace",
  "Period",
  "Statistic",
  "Threshold",
  "TreatMissingData",
  "Unit",
];

/** An alarm on a metric, or on an expression over metrics. */
export const alarm = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "cloudwatch.alarms": regionalRow((_place, name) => name) },

  async create(properties, ctx) {
    const name = (properties["AlarmName"] ??
      ctx.name({ most: LONGEST_NAME })) as string;
    // CloudWatch replaces an alarm of the same name.
    await refuseExisting(typeName, name, ctx, async () =>
      Boolean(await alarmNamed(name, ctx)),
    );
    await put(name, properties, ctx);
    return name;
  },

  async read(name, ctx) {
    const found = await alarmNamed(name, ctx);
    return found && "EvaluationPeriods" in found
      ? shownAlarm(found, MEMBERS, ctx)
      : undefined;
  },

  async update(name, { before, after }, ctx) {
    await put(name, { ...after, Tags: undefined }, ctx);
    await retag(name, before, after, ctx);
  },

  delete: (name, ctx) => deleteAlarm(name, ctx),

  list: (ctx) => alarmNames("MetricAlarm", ctx),
});

async function put(
  AlarmName: string,
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(
    new PutMetricAlarmCommand({
      ...(properties as Partial<PutMetricAlarmInput>),
      AlarmName,
    }),
  );
}
