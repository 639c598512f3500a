import { GetBucketPolicyCommand } from "@aws-sdk/client-s3";
import { unbindPrincipals } from "../../../core/identity/principal-ids.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";
import { noSuchBucketPolicy } from "../policy/no-such-policy.ts";

export const GetBucketPolicy = operation(GetBucketPolicyCommand, {
  needs: onBucket("s3:GetBucketPolicy"),

  async handle(input, ctx) {
    const { name, policy } = await bucketOf(input, ctx);
    if (policy === undefined) throw noSuchBucketPolicy(name);
    return { Policy: await unbindPrincipals(policy, ctx) };
  },
});
