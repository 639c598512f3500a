import {
  InsufficientS3BucketPolicyException,
  InvalidS3PrefixException,
  S3BucketDoesNotExistException,
  UnsupportedOperationException,
} from "@aws-sdk/client-cloudtrail";
import { GetBucketAclCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { Readable } from "node:stream";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import { folderOf } from "./delivery.ts";
import { trailArn, type TrailRow } from "./tables.ts";

const LONGEST_PREFIX = 200;

/** Refuses what a trail would have to do and does not. @throws Fault UnsupportedOperationException */
export function checkBuilt(input: {
  readonly SnsTopicName?: string | undefined;
  readonly EnableLogFileValidation?: boolean | undefined;
  readonly CloudWatchLogsLogGroupArn?: string | undefined;
  readonly CloudWatchLogsRoleArn?: string | undefined;
  readonly KmsKeyId?: string | undefined;
  readonly IsOrganizationTrail?: boolean | undefined;
  readonly IsMultiRegionTrail?: boolean | undefined;
}): void {
  const asked = Object.entries({
    SnsTopicName: input.SnsTopicName,
    EnableLogFileValidation: input.EnableLogFileValidation,
    CloudWatchLogsLogGroupArn: input.CloudWatchLogsLogGroupArn,
    CloudWatchLogsRoleArn: input.CloudWatchLogsRoleArn,
    KmsKeyId: input.KmsKeyId,
    IsOrganizationTrail: input.IsOrganizationTrail,
    IsMultiRegionTrail: input.IsMultiRegionTrail,
  }).find(([, value]) => Boolean(value));
  if (asked)
    throw fault(
      UnsupportedOperationException,
      `${asked[0]} is not built for trails.`,
    );
}

/**
 * Tries whether a trail may write to its bucket, as CloudTrail does: it looks at the bucket and makes its folder.
 * @throws Fault S3BucketDoesNotExistException, InsufficientS3BucketPolicyException, InvalidS3PrefixException
 */
export async function checkBucket(
  row: Pick<TrailRow, "name" | "bucket" | "prefix">,
  ctx: Context,
): Promise<void> {
  const { bucket: Bucket, prefix = "" } = row;
  if (prefix.length > LONGEST_PREFIX || prefix.endsWith("/"))
    throw fault(InvalidS3PrefixException, `Invalid S3 prefix: ${prefix}`);
  const as = {
    as: "cloudtrail.amazonaws.com",
    sourceArn: trailArn(ctx, row.name),
  } as const;
  try {
    await ctx.send(new GetBucketAclCommand({ Bucket }), as);
    await ctx.send(
      new PutObjectCommand({
        Bucket,
        Key: `${folderOf(row, ctx)}/`,
        Body: Readable.from([]),
        ContentLength: 0,
        ACL: "bucket-owner-full-control",
      }),
      as,
    );
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    throw error.name === "NoSuchBucket"
      ? fault(
          S3BucketDoesNotExistException,
          `S3 bucket ${Bucket} does not exist!`,
        )
      : fault(
          InsufficientS3BucketPolicyException,
          `Incorrect S3 bucket policy is detected for bucket: ${Bucket}`,
        );
  }
}
