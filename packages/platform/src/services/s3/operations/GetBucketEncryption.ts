import { GetBucketEncryptionCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

/** Every bucket has SSE-S3: what S3 answers since January 2023 where nothing was configured. */
export const GetBucketEncryption = operation(GetBucketEncryptionCommand, {
  needs: onBucket("s3:GetEncryptionConfiguration"),

  async handle(input, ctx) {
    const { encryption } = await bucketOf(input, ctx);
    return {
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: encryption?.algorithm ?? ("AES256" as const),
              ...(encryption?.keyId === undefined
                ? {}
                : { KMSMasterKeyID: encryption.keyId }),
            },
            BucketKeyEnabled: encryption?.bucketKey ?? false,
          },
        ],
      },
    };
  },
});
