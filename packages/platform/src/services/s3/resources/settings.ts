import {
  DeleteBucketCorsCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAbacCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketAbacCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type BucketAbacStatus,
  type BucketVersioningStatus,
  type OwnershipControls,
  type PublicAccessBlockConfiguration,
  type Tag,
} from "@aws-sdk/client-s3";
import { absentAs } from "../../../core/resource-absence.ts";
import { changedProperties } from "../../../core/resource-properties.ts";
import type {
  Change,
  Properties,
  ResourceContext,
} from "../../../core/resource-type.ts";
import { corsOf, shownCors } from "./cors.ts";
import { encryptionOf, shownEncryption } from "./encryption.ts";
import { lifecycleOf, shownLifecycle } from "./lifecycle.ts";
import { notificationOf, shownNotification } from "./notification.ts";

/** How one property of a bucket is set, taken back (where the value is undefined) and read. */
interface Setting {
  readonly set: (
    bucket: string,
    value: unknown,
    ctx: ResourceContext,
  ) => Promise<unknown>;
  /** Undefined where the bucket has none. */
  readonly read: (bucket: string, ctx: ResourceContext) => Promise<unknown>;
}

/** In the order in which a new bucket is given them: S3 refuses tags once they count for permissions. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  PublicAccessBlockConfiguration: {
    set: (Bucket, value, ctx) =>
      value === undefined
        ? ctx.send(new DeletePublicAccessBlockCommand({ Bucket }))
        : ctx.send(
            new PutPublicAccessBlockCommand({
              Bucket,
              PublicAccessBlockConfiguration:
                value as PublicAccessBlockConfiguration,
            }),
          ),
    async read(Bucket, ctx) {
      const found = await ctx
        .send(new GetPublicAccessBlockCommand({ Bucket }))
        .catch(absentAs("NoSuchPublicAccessBlockConfiguration"));
      return found?.PublicAccessBlockConfiguration;
    },
  },

  OwnershipControls: {
    set: (Bucket, value, ctx) =>
      value === undefined
        ? ctx.send(new DeleteBucketOwnershipControlsCommand({ Bucket }))
        : ctx.send(
            new PutBucketOwnershipControlsCommand({
              Bucket,
              OwnershipControls: value as OwnershipControls,
            }),
          ),
    async read(Bucket, ctx) {
      const found = await ctx
        .send(new GetBucketOwnershipControlsCommand({ Bucket }))
        .catch(absentAs("OwnershipControlsNotFoundError"));
      return found?.OwnershipControls;
    },
  },

  VersioningConfiguration: {
    set: (Bucket, value, ctx) =>
      ctx.send(
        new PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: (value ?? { Status: "Suspended" }) as {
            Status: BucketVersioningStatus;
          },
        }),
      ),
    async read(Bucket, ctx) {
      const { Status } = await ctx.send(
        new GetBucketVersioningCommand({ Bucket }),
      );
      return Status === undefined ? undefined : { Status };
    },
  },

  BucketEncryption: {
    set: (Bucket, value, ctx) =>
      value === undefined
        ? ctx.send(new DeleteBucketEncryptionCommand({ Bucket }))
        : ctx.send(
            new PutBucketEncryptionCommand({
              Bucket,
              ServerSideEncryptionConfiguration: encryptionOf(value),
            }),
          ),
    async read(Bucket, ctx) {
      const found = await ctx.send(new GetBucketEncryptionCommand({ Bucket }));
      return shownEncryption(found.ServerSideEncryptionConfiguration);
    },
  },

  CorsConfiguration: {
    set: (Bucket, value, ctx) =>
      value === undefined
        ? ctx.send(new DeleteBucketCorsCommand({ Bucket }))
        : ctx.send(
            new PutBucketCorsCommand({
              Bucket,
              CORSConfiguration: corsOf(value),
            }),
          ),
    async read(Bucket, ctx) {
      const found = await ctx
        .send(new GetBucketCorsCommand({ Bucket }))
        .catch(absentAs("NoSuchCORSConfiguration"));
      return found && shownCors(found.CORSRules);
    },
  },

  LifecycleConfiguration: {
    set: (Bucket, value, ctx) =>
      value === undefined
        ? ctx.send(new DeleteBucketLifecycleCommand({ Bucket }))
        : ctx.send(
            new PutBucketLifecycleConfigurationCommand({
              Bucket,
              ...lifecycleOf(value),
            }),
          ),
    async read(Bucket, ctx) {
      const found = await ctx
        .send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
        .catch(absentAs("NoSuchLifecycleConfiguration"));
      return found && shownLifecycle(found);
    },
  },

  NotificationConfiguration: {
    set: (Bucket, value, ctx) =>
      ctx.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket,
          NotificationConfiguration: notificationOf(value),
        }),
      ),
    async read(Bucket, ctx) {
      return shownNotification(
        await ctx.send(
          new GetBucketNotificationConfigurationCommand({ Bucket }),
        ),
      );
    },
  },

  Tags: {
    set: (Bucket, value, ctx) =>
      value === undefined
        ? ctx.send(new DeleteBucketTaggingCommand({ Bucket }))
        : ctx.send(
            new PutBucketTaggingCommand({
              Bucket,
              Tagging: { TagSet: value as Tag[] },
            }),
          ),
    async read(Bucket, ctx) {
      const found = await ctx
        .send(new GetBucketTaggingCommand({ Bucket }))
        .catch(absentAs("NoSuchTagSet"));
      return found?.TagSet;
    },
  },

  AbacStatus: {
    set: (Bucket, value, ctx) =>
      ctx.send(
        new PutBucketAbacCommand({
          Bucket,
          AbacStatus: { Status: (value ?? "Disabled") as BucketAbacStatus },
        }),
      ),
    async read(Bucket, ctx) {
      const { AbacStatus } = await ctx.send(
        new GetBucketAbacCommand({ Bucket }),
      );
      return AbacStatus?.Status;
    },
  },
};

/** Gives a bucket the settings that a change names, one after the other. */
export async function changeSettings(
  bucket: string,
  change: Change,
  ctx: ResourceContext,
): Promise<void> {
  const changed = new Set(changedProperties(change));
  for (const [name, { set }] of Object.entries(SETTINGS))
    if (changed.has(name)) await set(bucket, change.after[name], ctx);
}

/** The settings that a bucket has, as properties. */
export async function shownSettings(
  bucket: string,
  ctx: ResourceContext,
): Promise<Properties> {
  const shown: Record<string, unknown> = {};
  for (const [name, { read }] of Object.entries(SETTINGS)) {
    const value = await read(bucket, ctx);
    if (value !== undefined) shown[name] = value;
  }
  return shown;
}
