import type { NeedsContext } from "../../core/context.ts";
import { allow, type Need } from "../../core/operation.ts";
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
    return [allow(action, bucketArn(bucket.name), ownerKey(bucket))];
  };
}

/** The account that owns a bucket, for conditions: the ARN does not tell it. */
export const ownerKey = ({ accountId }: Bucket): Record<string, string> => ({
  "aws:ResourceAccount": accountId,
  "s3:ResourceAccount": accountId,
});

/** Writes a bucket's settings; undefined takes a setting back. */
export async function configure(
  input: OnBucket,
  ctx: Pick<NeedsContext, "table">,
  settings: { [K in keyof Bucket]?: Bucket[K] | undefined },
): Promise<void> {
  const bucket = await bucketOf(input, ctx);
  await ctx.table(buckets).put({ ...bucket, ...settings } as Bucket);
}
