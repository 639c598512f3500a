import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { bucketKeys } from "./bucket.ts";
import {
  accessDenied,
  noSuchKey,
  noSuchVersion,
  withHeaders,
} from "./faults.ts";
import { bucketArn, type Bucket, type ObjectVersion } from "./tables.ts";
import { versionOf } from "./versions.ts";

/**
 * The object that a read is about. That a key does not exist is told only to those who may list the
 * bucket. @throws Fault NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker, AccessDenied
 */
export async function objectOf(
  ctx: Context,
  bucket: Bucket,
  key: string,
  versionId?: string,
): Promise<ObjectVersion> {
  const version = await versionOf(ctx, bucket.name, key, versionId);
  if (version && isObject(version)) return version;
  if (!(await mayList(ctx, bucket, versionId))) throw accessDenied();
  if (!version)
    throw versionId === undefined
      ? noSuchKey(key)
      : noSuchVersion(key, versionId);
  const marker = {
    "x-amz-delete-marker": "true",
    "x-amz-version-id": version.versionId,
  };
  if (versionId === undefined) throw withHeaders(noSuchKey(key), marker);
  throw withHeaders(
    fault(
      "MethodNotAllowed",
      "The specified method is not allowed against this resource.",
      405,
      { Method: "GET", ResourceType: "DeleteMarker" },
    ),
    {
      ...marker,
      allow: "DELETE",
      "last-modified": new Date(version.modifiedAt).toUTCString(),
    },
  );
}

export function isObject(version: {
  readonly content?: unknown;
}): version is ObjectVersion {
  return version.content !== undefined;
}

function mayList(
  ctx: Context,
  bucket: Bucket,
  versionId: string | undefined,
): Promise<boolean> {
  const action =
    versionId === undefined ? "s3:ListBucket" : "s3:ListBucketVersions";
  return ctx.permits(action, bucketArn(bucket.name), bucketKeys(bucket));
}
