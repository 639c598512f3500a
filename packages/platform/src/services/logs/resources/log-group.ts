import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutLogGroupDeletionProtectionCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type LogGroup,
  type LogGroupClass,
} from "@aws-sdk/client-cloudwatch-logs";
import { everyPage } from "../../../core/resource-pages.ts";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import {
  changeTags,
  tagMap,
  tagProperty,
} from "../../../core/resource-tags.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { groupArn } from "../log-arn.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Logs::LogGroup";

const LONGEST_NAME = 512;

/** Properties of log groups that nothing here would honour. */
const UNBUILT = [
  "BearerTokenAuthenticationEnabled",
  "DataProtectionPolicy",
  "FieldIndexPolicies",
  "KmsKeyId",
  "ResourcePolicyDocument",
];

/** A log group. */
export const logGroup = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "logs.groups": regionalRow((_place, name) => name) },

  async create(properties, ctx) {
    checkBuilt(properties);
    const { LogGroupName, LogGroupClass, DeletionProtectionEnabled, Tags } =
      properties;
    const logGroupName = (LogGroupName ??
      ctx.name({ most: LONGEST_NAME })) as string;
    await ctx.send(
      new CreateLogGroupCommand({
        logGroupName,
        ...(LogGroupClass === undefined
          ? {}
          : { logGroupClass: LogGroupClass as LogGroupClass }),
        ...(DeletionProtectionEnabled === true
          ? { deletionProtectionEnabled: true }
          : {}),
        ...(Tags === undefined ? {} : { tags: tagMap(Tags) }),
      }),
    );
    await wholeOrGone(
      () => retain(logGroupName, properties, ctx),
      () => removed(logGroupName, properties, ctx),
    );
    return logGroupName;
  },

  async read(logGroupName, ctx) {
    const group = await groupNamed(logGroupName, ctx);
    if (!group) return undefined;
    const { tags } = await ctx.send(
      new ListTagsForResourceCommand({
        resourceArn: groupArn(ctx, logGroupName),
      }),
    );
    return {
      LogGroupName: logGroupName,
      Arn: group.arn,
      LogGroupClass: group.logGroupClass,
      DeletionProtectionEnabled: group.deletionProtectionEnabled ?? false,
      ...(group.retentionInDays === undefined
        ? {}
        : { RetentionInDays: group.retentionInDays }),
      ...tagProperty(tags),
    };
  },

  async update(logGroupName, change, ctx) {
    const { before, after } = change;
    checkBuilt(after);
    if (before["RetentionInDays"] !== after["RetentionInDays"])
      await (after["RetentionInDays"] === undefined
        ? ctx.send(new DeleteRetentionPolicyCommand({ logGroupName }))
        : retain(logGroupName, after, ctx));
    if (isProtected(before) !== isProtected(after))
      await protect(logGroupName, isProtected(after), ctx);
    const resourceArn = groupArn(ctx, logGroupName);
    await changeTags(change, {
      untag: (tagKeys) =>
        ctx.send(new UntagResourceCommand({ resourceArn, tagKeys })),
      tag: (tags) => ctx.send(new TagResourceCommand({ resourceArn, tags })),
    });
  },

  async delete(logGroupName, ctx) {
    await ctx.send(new DeleteLogGroupCommand({ logGroupName })).catch(absent);
  },

  list: (ctx) =>
    everyPage(async (nextToken) => {
      const page = await ctx.send(
        new DescribeLogGroupsCommand(
          nextToken === undefined ? {} : { nextToken },
        ),
      );
      return {
        items: page.logGroups?.map((group) => group.logGroupName ?? ""),
        next: page.nextToken,
      };
    }),
});

const isProtected = (properties: Properties): boolean =>
  properties["DeletionProtectionEnabled"] === true;

function checkBuilt({
  BearerTokenAuthenticationEnabled: tokens,
  ...properties
}: Properties): void {
  refuseUnbuilt(
    typeName,
    {
      ...properties,
      ...(tokens === true ? { BearerTokenAuthenticationEnabled: true } : {}),
    },
    UNBUILT,
  );
}

async function retain(
  logGroupName: string,
  { RetentionInDays }: Properties,
  ctx: ResourceContext,
): Promise<void> {
  if (RetentionInDays !== undefined)
    await ctx.send(
      new PutRetentionPolicyCommand({
        logGroupName,
        retentionInDays: RetentionInDays as number,
      }),
    );
}

async function protect(
  logGroupIdentifier: string,
  deletionProtectionEnabled: boolean,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(
    new PutLogGroupDeletionProtectionCommand({
      logGroupIdentifier,
      deletionProtectionEnabled,
    }),
  );
}

/** Takes back a group that could not be made whole, be it protected or not. */
async function removed(
  logGroupName: string,
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  if (isProtected(properties)) await protect(logGroupName, false, ctx);
  await logGroup.delete(logGroupName, ctx);
}

async function groupNamed(
  name: string,
  ctx: ResourceContext,
): Promise<LogGroup | undefined> {
  const { logGroups = [] } = await ctx.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 }),
  );
  return logGroups.find(({ logGroupName }) => logGroupName === name);
}
