import type { StorageClass } from "@aws-sdk/client-s3";
import { fault } from "../../core/errors.ts";
import { checkAcl, type GrantsAccess } from "./acl.ts";
import { isManagedKey } from "./encryption.ts";
import { invalidArgument, notImplemented } from "./faults.ts";
import { present } from "./present.ts";
import { tagsInHeader } from "./tags.ts";
import type { Bucket, ContentHeaders, Described } from "./tables.ts";

/** The members with which PutObject, CopyObject and CreateMultipartUpload describe an object. */
export interface Describes extends GrantsAccess {
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly Expires?: Date | undefined;
  readonly Metadata?: Record<string, string> | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly SSEKMSEncryptionContext?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
  readonly StorageClass?: StorageClass | undefined;
  readonly Tagging?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
}

/** User metadata may take 2 KB: names and values together. */
const MOST_METADATA = 2048;

/**
 * What a request says of a new object besides its bytes.
 * @throws Fault MetadataTooLarge, InvalidTag, InvalidStorageClass; NotImplemented for what no object here can be
 */
export function described(input: Describes, bucket: Bucket): Described {
  checkAcl(input, bucket);
  checkServed(input);
  return {
    headers: contentHeaders(input),
    metadata: checkedMetadata(input.Metadata),
    tags: tagsInHeader(input.Tagging),
    storageClass: input.StorageClass ?? "STANDARD",
    ...kmsOf(input, bucket),
  };
}

/** Encryption with KMS, where the request asks for it or, if it asks for nothing, the bucket does. */
function kmsOf(
  { ServerSideEncryption: asked, BucketKeyEnabled }: Describes,
  { encryption }: Bucket,
): Pick<Described, "kms"> {
  if ((asked ?? encryption?.algorithm) !== "aws:kms") return {};
  return {
    kms: { bucketKey: BucketKeyEnabled ?? encryption?.bucketKey ?? false },
  };
}

/** Refuses what would otherwise be accepted and forgotten. */
function checkServed(input: Describes): void {
  if (
    input.ServerSideEncryption !== undefined &&
    input.ServerSideEncryption !== "AES256" &&
    input.ServerSideEncryption !== "aws:kms"
  )
    throw notImplemented("x-amz-server-side-encryption");
  if (!isManagedKey(input.SSEKMSKeyId))
    throw notImplemented("x-amz-server-side-encryption-aws-kms-key-id");
  if (input.SSEKMSEncryptionContext !== undefined)
    throw notImplemented("x-amz-server-side-encryption-context");
  if (input.SSECustomerAlgorithm !== undefined)
    throw notImplemented("x-amz-server-side-encryption-customer-algorithm");
  if (
    input.ObjectLockMode !== undefined ||
    input.ObjectLockRetainUntilDate !== undefined ||
    input.ObjectLockLegalHoldStatus !== undefined
  )
    throw fault(
      "InvalidRequest",
      "Bucket is missing Object Lock Configuration",
      400,
    );
  if (input.StorageClass !== undefined && !ONLINE.has(input.StorageClass))
    throw fault(
      "InvalidStorageClass",
      "The storage class you specified is not valid",
      400,
      { StorageClassRequested: input.StorageClass },
    );
}

/** Storage classes whose objects can be read at once. */
const ONLINE: ReadonlySet<string> = new Set([
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
]);

function contentHeaders(input: Describes): ContentHeaders {
  const { WebsiteRedirectLocation: redirect } = input;
  if (redirect !== undefined && !/^(\/|https?:\/\/)/.test(redirect))
    throw invalidArgument(
      "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
      "x-amz-website-redirect-location",
      redirect,
    );
  return present({
    contentType: input.ContentType,
    cacheControl: input.CacheControl,
    contentDisposition: input.ContentDisposition,
    contentEncoding: encodingKept(input.ContentEncoding),
    contentLanguage: input.ContentLanguage,
    websiteRedirectLocation: redirect,
    expires: input.Expires && +input.Expires,
  });
}

/** `aws-chunked` is how the body travelled; S3 does not keep it. */
function encodingKept(header: string | undefined): string | undefined {
  const kept = header
    ?.split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "aws-chunked")
    .join(",");
  return kept === "" ? undefined : kept;
}

function checkedMetadata(
  metadata: Record<string, string> = {},
): Record<string, string> {
  let size = 0;
  for (const [name, value] of Object.entries(metadata))
    size += Buffer.byteLength(name) + Buffer.byteLength(value);
  if (size > MOST_METADATA)
    throw fault(
      "MetadataTooLarge",
      "Your metadata headers exceed the maximum allowed metadata size",
      400,
      { Size: size, MaxSizeAllowed: MOST_METADATA },
    );
  return metadata;
}
