import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type AlarmType,
  type CompositeAlarm,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import { given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { changeTags, tagProperty } from "../../../core/resource-tags.ts";
import type {
  Properties,
  ResourceContext,
} from "../../../core/resource-type.ts";
import { alarmArn } from "../alarms/tables.ts";

/** What both kinds of alarms share as resources. */

export const LONGEST_NAME = 255;

const BOTH: AlarmType[] = ["MetricAlarm", "CompositeAlarm"];

const MEMBERS = [
  "AlarmName",
  "AlarmDescription",
  "ActionsEnabled",
  "OKActions",
  "AlarmActions",
  "InsufficientDataActions",
];

/** The alarm of a name, of whichever kind it is. */
export async function alarmNamed(
  name: string,
  ctx: ResourceContext,
): Promise<MetricAlarm | CompositeAlarm | undefined> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await ctx.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: BOTH }),
  );
  return MetricAlarms[0] ?? CompositeAlarms[0];
}

/** CloudWatch's answer as properties. @param own those of the kind */
export async function shownAlarm(
  found: MetricAlarm | CompositeAlarm,
  own: readonly string[],
  ctx: ResourceContext,
): Promise<Properties> {
  const { AlarmArn: ResourceARN = "" } = found;
  const { Tags = [] } = await ctx.send(
    new ListTagsForResourceCommand({ ResourceARN }),
  );
  return {
    Arn: ResourceARN,
    ...given(found as Properties, [...MEMBERS, ...own]),
    ...(Tags.length > 0 ? { Tags } : {}),
  };
}

/** An alarm that is put again keeps its tags: they are changed for themselves. */
export async function retag(
  name: string,
  before: Properties,
  after: Properties,
  ctx: ResourceContext,
): Promise<void> {
  const ResourceARN = alarmArn(ctx, name);
  await changeTags(
    { before, after },
    {
      untag: (TagKeys) =>
        ctx.send(new UntagResourceCommand({ ResourceARN, TagKeys })),
      tag: (tags) =>
        ctx.send(
          new TagResourceCommand({ ResourceARN, Tags: tagProperty(tags).Tags }),
        ),
    },
  );
}

export async function deleteAlarm(
  name: string,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
}

export function alarmNames(
  type: AlarmType,
  ctx: ResourceContext,
): Promise<readonly string[]> {
  return everyPage(async (NextToken) => {
    const page = await ctx.send(
      new DescribeAlarmsCommand({
        AlarmTypes: [type],
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    const found = [
      ...(page.MetricAlarms ?? []),
      ...(page.CompositeAlarms ?? []),
    ];
    return {
      items: found.map(({ AlarmName = "" }) => AlarmName),
      next: page.NextToken,
    };
  });
}
