import { PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { denialOfPublicPolicy } from "../policy/block-public.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, configure, onBucket } from "../bucket.ts";
import { storablePolicy } from "../policy/check-policy.ts";
import { isPublic } from "../policy/is-public.ts";

export const PutBucketPolicy = operation(PutBucketPolicyCommand, {
  needs: onBucket("s3:PutBucketPolicy"),

  async handle(input, ctx) {
    const { name, publicAccessBlock } = await bucketOf(input, ctx);
    const policy = await storablePolicy(input.Policy, name, ctx);
    if (publicAccessBlock?.blockPublicPolicy && isPublic(policy))
      throw denialOfPublicPolicy(ctx.caller.arn, name);
    await configure(input, ctx, { policy });
    return { $metadata: { httpStatusCode: 204 } };
  },
});
