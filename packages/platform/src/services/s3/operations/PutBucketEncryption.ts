import { PutBucketEncryptionCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";
import { isManagedKey } from "../encryption.ts";
import { invalidArgument, malformedXml } from "../faults.ts";

export const PutBucketEncryption = operation(PutBucketEncryptionCommand, {
  needs: onBucket("s3:PutEncryptionConfiguration"),

  async handle(input, ctx) {
    const [rule, ...more] = input.ServerSideEncryptionConfiguration.Rules ?? [];
    if (!rule || more.length > 0) throw malformedXml();
    const { SSEAlgorithm: algorithm = "AES256", KMSMasterKeyID: keyId } =
      rule.ApplyServerSideEncryptionByDefault ?? {};
    if (algorithm === "AES256" && keyId !== undefined)
      throw invalidArgument(
        "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
        "KMSMasterKeyID",
        keyId,
      );
    // A bucket that promised a customer's key and did not use it would be worse than one that says no.
    if (!isManagedKey(keyId))
      throw fault(
        "NotImplemented",
        "KMSMasterKeyID: keys of customers are not built yet; aws:kms without a key is.",
        501,
      );
    if (algorithm !== "AES256" && algorithm !== "aws:kms")
      throw fault(
        "NotImplemented",
        `Encryption with ${algorithm} is not built yet; AES256 and aws:kms are.`,
        501,
      );
    const bucketKey = rule.BucketKeyEnabled ?? false;
    await configure(input, ctx, {
      encryption: {
        bucketKey,
        ...(algorithm === "aws:kms" ? { algorithm } : {}),
        ...(keyId === undefined ? {} : { keyId }),
      },
    });
    return {};
  },
});
