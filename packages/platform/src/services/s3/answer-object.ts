import type { GetObjectCommandInput } from "@aws-sdk/client-s3";
import { told } from "./checksum/told.ts";
import { answerEncryption } from "./encryption.ts";
import { answerExpiry } from "./lifecycle/expiry.ts";
import { present } from "./present.ts";
import type { Bucket, ObjectVersion } from "./tables.ts";

/** What writes answer of the version that they made. */
export function answerWritten(bucket: Bucket, version: ObjectVersion) {
  const { versionId, content } = version;
  return {
    ETag: quoted(content.eTag),
    ...answerExpiry(bucket, version),
    ...(bucket.versioning === undefined ? {} : { VersionId: versionId }),
    ...answerEncryption(content),
  };
}

/** The members in which a read may replace an object's headers. */
type Overrides = Pick<
  GetObjectCommandInput,
  | "ResponseCacheControl"
  | "ResponseContentDisposition"
  | "ResponseContentEncoding"
  | "ResponseContentLanguage"
  | "ResponseContentType"
  | "ResponseExpires"
  | "ChecksumMode"
>;

/** The headers with which GetObject and HeadObject describe an object. */
export function answerDescription(
  { versioning }: Bucket,
  { versionId, modifiedAt, content }: ObjectVersion,
  input: Overrides,
) {
  const { headers, metadata, tags, storageClass } = content;
  const expires = input.ResponseExpires ?? dateOf(headers.expires);
  const tagCount = Object.keys(tags).length;
  return present({
    AcceptRanges: "bytes",
    LastModified: new Date(modifiedAt),
    ETag: quoted(content.eTag),
    VersionId: versioning === undefined ? undefined : versionId,
    ContentType:
      input.ResponseContentType ?? headers.contentType ?? "binary/octet-stream",
    CacheControl: input.ResponseCacheControl ?? headers.cacheControl,
    ContentDisposition:
      input.ResponseContentDisposition ?? headers.contentDisposition,
    ContentEncoding: input.ResponseContentEncoding ?? headers.contentEncoding,
    ContentLanguage: input.ResponseContentLanguage ?? headers.contentLanguage,
    Expires: expires,
    WebsiteRedirectLocation: headers.websiteRedirectLocation,
    ...answerEncryption(content),
    Metadata: metadata,
    // S3 leaves the class of ordinary objects unsaid.
    StorageClass: storageClass === "STANDARD" ? undefined : storageClass,
    TagCount: tagCount === 0 ? undefined : tagCount,
  });
}

/** The checksum of a whole object, where the client wants it. */
export function answerChecksum(
  { content }: ObjectVersion,
  { ChecksumMode }: Overrides,
) {
  return ChecksumMode === "ENABLED" ? told(content.checksum) : {};
}

/** Entity tags stand in quotes on the wire. */
export const quoted = (eTag: string): string => `"${eTag}"`;

const dateOf = (time: number | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(time);
