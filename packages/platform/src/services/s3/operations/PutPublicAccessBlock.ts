import { PutPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";

/** A switch that is not named is off. */
export const PutPublicAccessBlock = operation(PutPublicAccessBlockCommand, {
  needs: onBucket("s3:PutBucketPublicAccessBlock"),
  audit: { eventName: "PutBucketPublicAccessBlock" },

  async handle(input, ctx) {
    const wanted = input.PublicAccessBlockConfiguration;
    await configure(input, ctx, {
      publicAccessBlock: {
        blockPublicAcls: wanted.BlockPublicAcls ?? false,
        ignorePublicAcls: wanted.IgnorePublicAcls ?? false,
        blockPublicPolicy: wanted.BlockPublicPolicy ?? false,
        restrictPublicBuckets: wanted.RestrictPublicBuckets ?? false,
      },
    });
    return {};
  },
});
