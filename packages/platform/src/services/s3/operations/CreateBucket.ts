import { CreateBucketCommand } from "@aws-sdk/client-s3";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { checkBucketName } from "../bucket-name.ts";
import { ownerKey } from "../bucket.ts";
import { notImplemented } from "../faults.ts";
import { grantKeys } from "../request-keys.ts";
import { bucketArn, buckets, type Bucket } from "../tables.ts";
import { bucketTags } from "../tags.ts";

/** The Region in which making one's own bucket again is no error, and which has no location constraint. */
const FIRST_REGION = "us-east-1";

export const CreateBucket = operation(CreateBucketCommand, {
  needs: (input, ctx) => {
    const { Tags, LocationConstraint } = input.CreateBucketConfiguration ?? {};
    const tags = bucketTags(Tags);
    const arn = bucketArn(input.Bucket);
    const keys = {
      // Who makes a bucket owns it.
      ...ownerKey(ctx),
      ...requestTagKeys(tags),
    };
    return [
      allow("s3:CreateBucket", arn, {
        ...keys,
        ...grantKeys(input),
        "s3:x-amz-object-ownership": input.ObjectOwnership,
        "s3:x-amz-bucket-namespace": input.BucketNamespace,
        "s3:LocationConstraint": LocationConstraint,
      }),
      ...(Object.keys(tags).length > 0
        ? [allow("s3:TagResource", arn, keys)]
        : []),
    ];
  },

  async handle(input, ctx) {
    const name = input.Bucket;
    checkBucketName(name);
    checkServed(input);
    const region = regionOf(
      input.CreateBucketConfiguration?.LocationConstraint,
      ctx,
    );
    const Location =
      region === FIRST_REGION ? `/${name}` : `http://${name}.s3.amazonaws.com/`;
    const answer = { Location, BucketArn: bucketArn(name) };

    const existing = await ctx.table(buckets).get(name);
    if (existing) {
      refuse(existing, region, ctx);
      return answer;
    }
    const tags = bucketTags(input.CreateBucketConfiguration?.Tags);
    await ctx.table(buckets).put({
      name,
      accountId: ctx.accountId,
      region,
      createdAt: ctx.now(),
      // What S3 gives every bucket since April 2023.
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
      ownership: input.ObjectOwnership ?? "BucketOwnerEnforced",
      ...(Object.keys(tags).length > 0 ? { tags } : {}),
    });
    return answer;
  },
});

function checkServed(input: CreateBucketCommand["input"]): void {
  if (input.ObjectLockEnabledForBucket)
    throw notImplemented("x-amz-bucket-object-lock-enabled");
  if (input.BucketNamespace !== undefined && input.BucketNamespace !== "global")
    throw notImplemented("x-amz-bucket-namespace");
  const { "s3:x-amz-acl": acl = "private", ...grants } = grantKeys(input);
  if (acl !== "private" || Object.values(grants).some(Boolean))
    throw fault(
      "InvalidBucketAclWithObjectOwnership",
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      400,
    );
}

/** us-east-1's endpoint makes buckets anywhere; another Region's only its own. */
function regionOf(constraint: string | undefined, { region }: Context): string {
  const wanted = constraint === "EU" ? "eu-west-1" : constraint;
  if (region === FIRST_REGION) return wanted ?? FIRST_REGION;
  if (wanted === region) return region;
  throw fault(
    "IllegalLocationConstraintException",
    `The ${wanted ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    400,
  );
}

function refuse(
  { accountId, region: existing }: Bucket,
  region: string,
  ctx: Context,
): void {
  if (accountId !== ctx.accountId)
    throw fault(
      "BucketAlreadyExists",
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
      409,
    );
  if (existing !== FIRST_REGION || region !== FIRST_REGION)
    throw fault(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      409,
    );
}
