import type { Describes } from "./describe.ts";
import type { WriteConditions } from "./conditions.ts";

/** Condition keys that tell what a request asks for a new object. */
export function describesKeys(
  input: Describes & WriteConditions,
): Record<string, string | undefined> {
  return {
    "s3:x-amz-acl": input.ACL,
    "s3:x-amz-grant-full-control": input.GrantFullControl,
    "s3:x-amz-grant-read": input.GrantRead,
    "s3:x-amz-grant-read-acp": input.GrantReadACP,
    "s3:x-amz-grant-write-acp": input.GrantWriteACP,
    "s3:x-amz-server-side-encryption": input.ServerSideEncryption,
    "s3:x-amz-server-side-encryption-customer-algorithm":
      input.SSECustomerAlgorithm,
    "s3:x-amz-storage-class": input.StorageClass,
    "s3:x-amz-website-redirect-location": input.WebsiteRedirectLocation,
    "s3:object-lock-mode": input.ObjectLockMode,
    "s3:object-lock-legal-hold": input.ObjectLockLegalHoldStatus,
    "s3:if-match": input.IfMatch,
    "s3:if-none-match": input.IfNoneMatch,
  };
}
