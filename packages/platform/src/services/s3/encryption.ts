import type { ServerSideEncryption } from "@aws-sdk/client-s3";
import type { Described } from "./tables.ts";

/**
 * Whether a key's name stands for S3's own key of KMS, which is also meant where none is named. There is no other:
 * what names a customer's key is refused, see docs/decisions/0030.
 */
export function isManagedKey(keyId: string | undefined): boolean {
  return keyId === undefined || /(^|:)alias\/aws\/s3$/.test(keyId);
}

/** What answers say of an object's encryption, and of an upload's. */
export function answerEncryption({ kms }: Pick<Described, "kms">): {
  ServerSideEncryption: ServerSideEncryption;
  BucketKeyEnabled?: true;
} {
  return kms
    ? {
        ServerSideEncryption: "aws:kms",
        ...(kms.bucketKey ? { BucketKeyEnabled: true } : {}),
      }
    : { ServerSideEncryption: "AES256" };
}
