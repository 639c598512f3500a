import { GetPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

export const GetPublicAccessBlock = operation(GetPublicAccessBlockCommand, {
  needs: onBucket("s3:GetBucketPublicAccessBlock"),
  audit: { eventName: "GetBucketPublicAccessBlock" },

  async handle(input, ctx) {
    const { name, publicAccessBlock: block } = await bucketOf(input, ctx);
    if (!block)
      throw fault(
        "NoSuchPublicAccessBlockConfiguration",
        "The public access block configuration was not found",
        404,
        { BucketName: name },
      );
    return {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: block.blockPublicAcls,
        IgnorePublicAcls: block.ignorePublicAcls,
        BlockPublicPolicy: block.blockPublicPolicy,
        RestrictPublicBuckets: block.restrictPublicBuckets,
      },
    };
  },
});
