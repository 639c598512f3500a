import type { GetObjectCommandInput } from "@aws-sdk/client-s3";
import { told } from "./checksum/told.ts";
import { answerEncryption } from "./encryption.ts";
import type { Bucket, ObjectVersion } from "./tables.ts";

/** What writes answer of the version that they made. */
export function answerWritten(
  { versioning }: Bucket,
  { versionId, content }: ObjectVersion,
) {
  return {
    ETag: quoted(content.eTag),
    ...(versioning === undefined ? {} : { VersionId: versionId }),
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

function present<T extends object>(
  members: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
