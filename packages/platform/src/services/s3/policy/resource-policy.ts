import { parseArn } from "../../../core/arn.ts";
import type { ResourcePolicyOf } from "../../../core/service.ts";
import { buckets, type Bucket } from "../tables.ts";
import { isPublic } from "./is-public.ts";

/** A bucket's policy decides about the bucket and its objects. Who makes a bucket owns it: no policy has a say in that. */
export const bucketPolicy: ResourcePolicyOf = async (resource, action, ctx) => {
  const { service, resource: path = "" } = parseArn(resource) ?? {};
  if (service !== "s3" || action === "s3:CreateBucket") return undefined;
  const bucket = await ctx.table(buckets).get(path.split("/", 1)[0] ?? "");
  if (!bucket) return undefined;
  const { accountId } = bucket;
  const document = isRestricted(bucket, ctx.caller) ? undefined : bucket.policy;
  return { document, kind: "resource", accountId };
};

/** RestrictPublicBuckets leaves a public policy only to the owner's account and to services. */
function isRestricted(
  { policy, publicAccessBlock, accountId }: Bucket,
  caller: { readonly type: string; readonly accountId: string },
): boolean {
  if (policy === undefined || !publicAccessBlock?.restrictPublicBuckets)
    return false;
  if (caller.type === "AWSService") return false;
  const own = caller.type !== "Anonymous" && caller.accountId === accountId;
  return !own && isPublic(policy);
}
