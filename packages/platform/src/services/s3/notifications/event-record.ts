import { createHash } from "node:crypto";
import type { Caller } from "../../../core/caller.ts";
import type { Context } from "../../../core/context.ts";
import { canonicalUserId } from "../owner.ts";
import { bucketArn, type Bucket, type Version } from "../tables.ts";

/** One record of a notification (S3 user guide, "Event message structure"). */
export function eventRecord(
  ctx: Context,
  bucket: Bucket,
  eventName: string,
  version: Version,
  configurationId: string,
): object {
  return {
    eventVersion: LATER.test(eventName) ? "2.3" : "2.1",
    eventSource: "aws:s3",
    awsRegion: bucket.region,
    eventTime: new Date(ctx.now()).toISOString(),
    eventName,
    userIdentity: {
      principalId: eventName.startsWith("Lifecycle")
        ? "s3.amazonaws.com"
        : principalOf(ctx.caller),
    },
    requestParameters: { sourceIPAddress: ctx.request.sourceIp },
    responseElements: {
      "x-amz-request-id": ctx.requestId,
      "x-amz-id-2": hostId(ctx.requestId),
    },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: canonicalUserId(bucket.accountId) },
        arn: bucketArn(bucket.name),
      },
      object: objectOf(ctx, bucket, eventName, version),
    },
  };
}

/** Events that came with the later version of the structure. */
const LATER = /^(ObjectTagging|LifecycleExpiration):/;

/** The entity tag of nothing, which delete markers are. */
const EMPTY_TAG = "d41d8cd98f00b204e9800998ecf8427e";

/** What is told of the object: its size where there is a new one, its entity tag unless it is gone. */
function objectOf(
  ctx: Context,
  bucket: Bucket,
  eventName: string,
  { key, versionId, sequence, content }: Version,
): object {
  const created = eventName.startsWith("ObjectCreated:");
  const gone = /^(ObjectRemoved|LifecycleExpiration):Delete$/.test(eventName);
  const eTag = content?.eTag ?? EMPTY_TAG;
  return {
    key: encodedKey(key),
    ...(created && content ? { size: content.size } : {}),
    ...(gone ? {} : { eTag }),
    ...(bucket.versioning === undefined ? {} : { versionId }),
    ...(eventName.startsWith("ObjectTagging:")
      ? {}
      : {
          sequencer: sequencerOf(
            // A removal comes after the making of what it removes.
            gone ? Math.max(sequence + 1, ctx.now() * 1000) : sequence,
          ),
        }),
  };
}

/** Hexadecimal; later events of a key sort behind earlier ones. */
const sequencerOf = (sequence: number): string =>
  sequence.toString(16).toUpperCase().padStart(18, "0");

/** As forms encode: blanks become `+`; slashes stay. */
export function encodedKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll(
      /[!'()~]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    )
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+");
}

function principalOf({ type, principalId }: Caller): string {
  return type === "Anonymous" ? "Anonymous" : `AWS:${principalId}`;
}

/** S3's second request id, which tells its engineers a host; here it says no more than the first. */
const hostId = (requestId: string): string =>
  createHash("sha512").update(requestId).digest("base64").slice(0, 76);
