import { GetBucketPolicyStatusCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";
import { isPublic } from "../policy/is-public.ts";
import { noSuchBucketPolicy } from "../policy/no-such-policy.ts";

/** A public policy that RestrictPublicBuckets holds back still counts as public here, as S3 has it. */
export const GetBucketPolicyStatus = operation(GetBucketPolicyStatusCommand, {
  needs: onBucket("s3:GetBucketPolicyStatus"),

  async handle(input, ctx) {
    const { name, policy } = await bucketOf(input, ctx);
    if (policy === undefined) throw noSuchBucketPolicy(name);
    return { PolicyStatus: { IsPublic: isPublic(policy) } };
  },
});
