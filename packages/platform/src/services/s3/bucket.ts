import type { NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { Tags } from "../../core/identity/tables.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { accessDenied, noSuchBucket } from "./faults.ts";
import { bucketArn, buckets, type Bucket } from "./tables.ts";

/** What every operation on a bucket is given. */
export interface OnBucket {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/**
 * The bucket that a request is about.
 * @throws Fault NoSuchBucket; AccessDenied where it belongs to another account than the client expects
 */
export async function bucketOf(
  { Bucket: name, ExpectedBucketOwner: owner }: OnBucket,
  ctx: Pick<NeedsContext, "table">,
): Promise<Bucket> {
  const bucket = await ctx.table(buckets).get(name);
  if (!bucket) throw noSuchBucket(name);
  if (owner !== undefined && owner !== bucket.accountId) throw accessDenied();
  return bucket;
}

/** The needs of an operation on a bucket. That a bucket does not exist is told to everyone, as S3 does. */
export function onBucket(
  action: string,
): (input: OnBucket, ctx: NeedsContext) => Promise<readonly Need[]> {
  return async (input, ctx) => {
    const bucket = await bucketOf(input, ctx);
    return [allow(action, bucketArn(bucket.name), bucketKeys(bucket))];
  };
}

/** The account that owns a bucket, for conditions: the ARN does not tell it. */
export const ownerKey = ({
  accountId,
}: Pick<Bucket, "accountId">): Record<string, string> => ({
  "aws:ResourceAccount": accountId,
  "s3:ResourceAccount": accountId,
});

/**
 * What conditions may know of a bucket besides its name: its owner and, once attribute-based access control
 * is enabled for it, its tags (S3 user guide, "Enabling ABAC in general purpose buckets").
 */
export const bucketKeys = (bucket: Bucket): NonNullable<Need["keys"]> =>
  bucket.abac
    ? {
        ...ownerKey(bucket),
        ...resourceTagKeys(bucket.tags),
        ...resourceTagKeys(bucket.tags, "s3:BucketTag"),
      }
    : ownerKey(bucket);

/**
 * Replaces a bucket's tags. Where they count for permissions, only S3 Control's TagResource may set them,
 * which is not served. @throws Fault MethodNotAllowed
 */
export async function retagBucket(
  input: OnBucket,
  ctx: Pick<NeedsContext, "table">,
  tags: Tags | undefined,
): Promise<void> {
  const { abac } = await bucketOf(input, ctx);
  if (abac)
    throw fault(
      "MethodNotAllowed",
      "The specified method is not allowed against this resource.",
      405,
    );
  await configure(input, ctx, { tags });
}

/** Writes a bucket's settings; undefined takes a setting back. */
export async function configure(
  input: OnBucket,
  ctx: Pick<NeedsContext, "table">,
  settings: { [K in keyof Bucket]?: Bucket[K] | undefined },
): Promise<void> {
  const bucket = await bucketOf(input, ctx);
  await ctx.table(buckets).put({ ...bucket, ...settings } as Bucket);
}
