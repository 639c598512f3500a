import {
  CreateBucketCommand,
  DeleteBucketCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  type BucketLocationConstraint,
} from "@aws-sdk/client-s3";
import { absentAs } from "../../../core/resource-absence.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import {
  refuseExisting,
  refuseUnbuilt,
} from "../../../core/resource-refusals.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { bucketArn } from "../tables.ts";
import { bucketRow } from "./rows.ts";
import { schemaOf } from "./schemas.ts";
import { changeSettings, shownSettings } from "./settings.ts";

const typeName = "AWS::S3::Bucket";

const LONGEST_NAME = 63;
const FIRST_REGION = "us-east-1";

const absent = absentAs("NoSuchBucket", "NotFound");

/** Properties of buckets that nothing here would honour. */
const UNBUILT = [
  "AccelerateConfiguration",
  "AnalyticsConfigurations",
  "BucketNamePrefix",
  "BucketNamespace",
  "IntelligentTieringConfigurations",
  "InventoryConfigurations",
  "LoggingConfiguration",
  "MetadataConfiguration",
  "MetadataTableConfiguration",
  "MetricsConfigurations",
  "ObjectLockConfiguration",
  "ReplicationConfiguration",
  "WebsiteConfiguration",
];

/** A bucket, with its settings. */
export const bucket = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: bucketRow,

  async create(properties, ctx) {
    checkBuilt(properties);
    const Bucket = (properties["BucketName"] ??
      ctx.name({ most: LONGEST_NAME, lowerCase: true })) as string;
    // In us-east-1, S3 takes the making of one's own bucket again for a success.
    await refuseExisting(typeName, Bucket, ctx, () => exists(Bucket, ctx));
    await ctx.send(
      new CreateBucketCommand({
        Bucket,
        ...(ctx.region === FIRST_REGION
          ? {}
          : {
              CreateBucketConfiguration: {
                LocationConstraint: ctx.region as BucketLocationConstraint,
              },
            }),
      }),
    );
    await wholeOrGone(
      () => changeSettings(Bucket, { before: {}, after: properties }, ctx),
      () => bucket.delete(Bucket, ctx),
    );
    return Bucket;
  },

  async read(Bucket, ctx) {
    if (!(await exists(Bucket, ctx))) return undefined;
    return {
      BucketName: Bucket,
      Arn: bucketArn(Bucket),
      DomainName: `${Bucket}.s3.amazonaws.com`,
      DualStackDomainName: `${Bucket}.s3.dualstack.${ctx.region}.amazonaws.com`,
      RegionalDomainName: `${Bucket}.s3.${ctx.region}.amazonaws.com`,
      WebsiteURL: `http://${Bucket}.s3-website-${ctx.region}.amazonaws.com`,
      ...(await shownSettings(Bucket, ctx)),
    };
  },

  async update(Bucket, change, ctx) {
    checkBuilt(change.after);
    await changeSettings(Bucket, change, ctx);
  },

  async delete(Bucket, ctx) {
    await ctx.send(new DeleteBucketCommand({ Bucket })).catch(absent);
  },

  list: (ctx) =>
    everyPage(async (ContinuationToken) => {
      const page = await ctx.send(
        new ListBucketsCommand({
          BucketRegion: ctx.region,
          ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        }),
      );
      return {
        items: page.Buckets?.map(({ Name = "" }) => Name),
        next: page.ContinuationToken,
      };
    }),
});

/** Object lock that is off, and the access that every bucket has, ask for nothing. */
function checkBuilt({
  AccessControl,
  ObjectLockEnabled,
  ...properties
}: Properties): void {
  refuseUnbuilt(
    typeName,
    {
      ...properties,
      ...(AccessControl === "Private" ? {} : { AccessControl }),
      ...(ObjectLockEnabled === true ? { ObjectLockEnabled } : {}),
    },
    [...UNBUILT, "AccessControl", "ObjectLockEnabled"],
  );
}

async function exists(Bucket: string, ctx: ResourceContext): Promise<boolean> {
  return Boolean(
    await ctx.send(new HeadBucketCommand({ Bucket })).catch(absent),
  );
}
