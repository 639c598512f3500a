import { PutBucketEncryptionCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";
import { malformedXml } from "../faults.ts";

export const PutBucketEncryption = operation(PutBucketEncryptionCommand, {
  needs: onBucket("s3:PutEncryptionConfiguration"),

  async handle(input, ctx) {
    const [rule, ...more] = input.ServerSideEncryptionConfiguration.Rules ?? [];
    const algorithm = rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
    if (!rule || more.length > 0) throw malformedXml();
    // A bucket that promised keys of KMS and did not use them would be worse than one that says no.
    if (algorithm !== undefined && algorithm !== "AES256")
      throw fault(
        "NotImplemented",
        `Encryption with ${algorithm} is not built yet; AES256 is.`,
        501,
      );
    const bucketKey = rule.BucketKeyEnabled ?? false;
    await configure(input, ctx, { encryption: { bucketKey } });
    return {};
  },
});
