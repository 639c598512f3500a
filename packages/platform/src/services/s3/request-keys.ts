import type { Tags } from "../../core/identity/tables.ts";
import type { Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import type { GrantsAccess } from "./acl.ts";
import type { WriteConditions } from "./conditions.ts";
import type { Describes } from "./describe.ts";

type Keys = NonNullable<Need["keys"]>;

/** Condition keys that tell what a request asks for a new object. */
export function describesKeys(input: Describes & WriteConditions): Keys {
  return {
    ...grantKeys(input),
    "s3:x-amz-server-side-encryption": input.ServerSideEncryption,
    "s3:x-amz-server-side-encryption-aws-kms-key-id": input.SSEKMSKeyId,
    "s3:x-amz-server-side-encryption-customer-algorithm":
      input.SSECustomerAlgorithm,
    "s3:x-amz-storage-class": input.StorageClass,
    "s3:x-amz-website-redirect-location": input.WebsiteRedirectLocation,
    "s3:object-lock-mode": input.ObjectLockMode,
    "s3:object-lock-retain-until-date":
      input.ObjectLockRetainUntilDate?.toISOString(),
    "s3:object-lock-legal-hold": input.ObjectLockLegalHoldStatus,
    "s3:if-match": input.IfMatch,
    "s3:if-none-match": input.IfNoneMatch,
  };
}

/** Condition keys of the access lists that a request sets. */
export function grantKeys(
  input: GrantsAccess & { readonly GrantWrite?: string | undefined },
): Keys {
  return {
    "s3:x-amz-acl": input.ACL,
    "s3:x-amz-grant-full-control": input.GrantFullControl,
    "s3:x-amz-grant-read": input.GrantRead,
    "s3:x-amz-grant-read-acp": input.GrantReadACP,
    "s3:x-amz-grant-write": input.GrantWrite,
    "s3:x-amz-grant-write-acp": input.GrantWriteACP,
  };
}

/** Condition keys of the tags that a request gives an object. */
export function objectTagKeys(tags: Tags): Keys {
  return {
    ...resourceTagKeys(tags, "s3:RequestObjectTag"),
    "s3:RequestObjectTagKeys": Object.keys(tags),
  };
}
