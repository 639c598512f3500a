import {
  AddTagsCommand,
  CreateTrailCommand,
  DeleteTrailCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  ListTrailsCommand,
  PutEventSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
  type CreateTrailRequest,
  type EventSelector,
  type Tag,
} from "@aws-sdk/client-cloudtrail";
import { absentAs } from "../../../core/resource-absence.ts";
import { given } from "../../../core/resource-input.ts";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import { changeTags, tagProperty } from "../../../core/resource-tags.ts";
import {
  regionalRow,
  resourceType,
  type Change,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { DEFAULT_SELECTORS } from "../trails/selectors.ts";
import { trailArn } from "../trails/tables.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::CloudTrail::Trail";

const LONGEST_NAME = 128;

const absent = absentAs("TrailNotFoundException");

/** Properties that CloudTrail's trails know by the same name; what is not built is refused there. */
const SETTINGS = [
  "CloudWatchLogsLogGroupArn",
  "CloudWatchLogsRoleArn",
  "EnableLogFileValidation",
  "IncludeGlobalServiceEvents",
  "IsMultiRegionTrail",
  "IsOrganizationTrail",
  "S3BucketName",
  "S3KeyPrefix",
  "SnsTopicName",
];

const UNBUILT = [
  "AdvancedEventSelectors",
  "AggregationConfigurations",
  "InsightSelectors",
];

/** A trail, and whether it logs. */
export const trail = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "cloudtrail.trails": regionalRow((_place, name) => name) },

  async create(properties, ctx) {
    refuseUnbuilt(typeName, properties, UNBUILT);
    const { Tags } = properties;
    const Name = (properties["TrailName"] ??
      ctx.name({ most: LONGEST_NAME })) as string;
    await ctx.send(
      new CreateTrailCommand({
        ...settings(properties),
        Name,
        ...(Tags === undefined ? {} : { TagsList: Tags as Tag[] }),
      }),
    );
    await wholeOrGone(
      () => log(Name, { before: {}, after: properties }, ctx),
      () => trail.delete(Name, ctx),
    );
    return Name;
  },

  async read(Name, ctx) {
    const found = await ctx.send(new GetTrailCommand({ Name })).catch(absent);
    if (!found?.Trail) return undefined;
    const { TrailARN = "", LogFileValidationEnabled, ...rest } = found.Trail;
    const { IsLogging } = await ctx.send(new GetTrailStatusCommand({ Name }));
    const { EventSelectors } = await ctx.send(
      new GetEventSelectorsCommand({ TrailName: Name }),
    );
    const { ResourceTagList = [] } = await ctx.send(
      new ListTagsCommand({ ResourceIdList: [TrailARN] }),
    );
    const Tags = ResourceTagList[0]?.TagsList ?? [];
    return {
      TrailName: Name,
      Arn: TrailARN,
      IsLogging,
      EnableLogFileValidation: LogFileValidationEnabled,
      ...given(rest as Properties, SETTINGS),
      EventSelectors,
      ...(Tags.length > 0 ? { Tags } : {}),
    };
  },

  async update(Name, change, ctx) {
    const { before, after } = change;
    refuseUnbuilt(typeName, after, UNBUILT);
    const [old, wanted] = [settings(before), settings(after)];
    if (JSON.stringify(old) !== JSON.stringify(wanted))
      await ctx.send(
        new UpdateTrailCommand({ S3KeyPrefix: "", ...wanted, Name }),
      );
    await log(Name, change, ctx);
    const ResourceId = trailArn(ctx, Name);
    await changeTags(change, {
      untag: (keys) =>
        ctx.send(
          new RemoveTagsCommand({
            ResourceId,
            TagsList: keys.map((Key) => ({ Key })),
          }),
        ),
      tag: (tags) =>
        ctx.send(
          new AddTagsCommand({ ResourceId, TagsList: tagProperty(tags).Tags }),
        ),
    });
  },

  async delete(Name, ctx) {
    await ctx.send(new DeleteTrailCommand({ Name })).catch(absent);
  },

  async list(ctx) {
    const { Trails = [] } = await ctx.send(new ListTrailsCommand({}));
    return Trails.map(({ Name = "" }) => Name);
  },
});

const settings = (
  properties: Properties,
): Pick<CreateTrailRequest, "S3BucketName"> & Partial<CreateTrailRequest> => ({
  ...(given(properties, SETTINGS) as Partial<CreateTrailRequest>),
  ...(properties["KMSKeyId"] === undefined
    ? {}
    : { KmsKeyId: properties["KMSKeyId"] as string }),
  S3BucketName: properties["S3BucketName"] as string,
});

/** Sets what a trail logs, and whether it does. */
async function log(
  Name: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const [old, wanted] = [before["EventSelectors"], after["EventSelectors"]];
  if (JSON.stringify(old) !== JSON.stringify(wanted))
    await ctx.send(
      new PutEventSelectorsCommand({
        TrailName: Name,
        EventSelectors: (wanted ?? DEFAULT_SELECTORS) as EventSelector[],
      }),
    );
  if (after["IsLogging"] === true)
    await ctx.send(new StartLoggingCommand({ Name }));
  else if (before["IsLogging"] === true)
    await ctx.send(new StopLoggingCommand({ Name }));
}
