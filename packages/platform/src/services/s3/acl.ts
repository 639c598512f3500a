import { fault } from "../../core/errors.ts";
import { notImplemented } from "./faults.ts";
import { canonicalUserId } from "./owner.ts";
import type { Bucket } from "./tables.ts";

/** The members that hand out access lists. */
export interface GrantsAccess {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

/** What these say is true without any list: the bucket's owner owns every object. */
const HARMLESS: ReadonlySet<string> = new Set([
  "private",
  "bucket-owner-full-control",
]);

/**
 * Access lists are off, as they are for new buckets of S3: policies say who may do what.
 * @throws Fault AccessControlListNotSupported; NotImplemented for a bucket whose ownership would allow lists
 */
export function checkAcl(input: GrantsAccess, { ownership }: Bucket): void {
  const grants =
    input.GrantFullControl ??
    input.GrantRead ??
    input.GrantReadACP ??
    input.GrantWriteACP;
  if (grants === undefined && HARMLESS.has(input.ACL ?? "private")) return;
  if (ownership !== undefined && ownership !== "BucketOwnerEnforced")
    throw notImplemented("x-amz-acl");
  throw fault(
    "AccessControlListNotSupported",
    "The bucket does not allow ACLs",
    400,
  );
}

/** The access list of everything: its owner's full control. */
export function ownersFullControl({ accountId }: Bucket) {
  const ID = canonicalUserId(accountId);
  return {
    Owner: { ID },
    Grants: [
      {
        Grantee: { ID, Type: "CanonicalUser" as const },
        Permission: "FULL_CONTROL" as const,
      },
    ],
  };
}
