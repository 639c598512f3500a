import type { Context } from "../../core/context.ts";
import { matches } from "./conditions.ts";
import { notImplemented, preconditionFailed } from "./faults.ts";
import { tellOfChange } from "./notify.ts";
import type { Bucket, Version } from "./tables.ts";
import { addVersion, removeKey, removeVersion, versionOf } from "./versions.ts";

/** What to delete, and what it must be. */
export interface Deletes {
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly IfMatch?: string | undefined;
  readonly IfMatchLastModifiedTime?: Date | undefined;
  readonly IfMatchSize?: number | undefined;
}

/** What a deletion did; nothing at all where there was nothing. */
export interface Deletion {
  /** A delete marker was made, or the version that went was one. */
  readonly deleteMarker: boolean;
  /** The version that went, or the delete marker that came. */
  readonly versionId?: string;
}

export const deletingAction = (versionId: string | undefined): string =>
  versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";

/**
 * Deletes a key or one version of it, as the bucket's versioning has it: without versioning the object
 * goes; otherwise a delete marker comes, unless a version is named. @throws Fault PreconditionFailed
 */
export async function deleteObject(
  ctx: Context,
  bucket: Bucket,
  wanted: Deletes,
): Promise<Deletion> {
  const { Key: key, VersionId: versionId } = wanted;
  const version = await versionOf(ctx, bucket.name, key, versionId);
  checkConditions(wanted, version);
  if (versionId !== undefined)
    return deleteVersion(ctx, bucket, version, versionId);
  if (bucket.versioning === undefined) {
    if (!version) return { deleteMarker: false };
    await removeKey(ctx, version);
    tellOfChange(ctx, bucket, "ObjectRemoved:Delete", version);
    return { deleteMarker: false };
  }
  const marker = await addVersion(ctx, bucket, key, undefined);
  tellOfChange(ctx, bucket, "ObjectRemoved:DeleteMarkerCreated", marker);
  return { deleteMarker: true, versionId: marker.versionId };
}

/** Deleting a version that does not exist is no error. */
async function deleteVersion(
  ctx: Context,
  bucket: Bucket,
  version: Version | undefined,
  versionId: string,
): Promise<Deletion> {
  if (!version) return { deleteMarker: false, versionId };
  await removeVersion(ctx, version);
  tellOfChange(ctx, bucket, "ObjectRemoved:Delete", version);
  return { deleteMarker: version.content === undefined, versionId };
}

function checkConditions(
  { IfMatch, IfMatchLastModifiedTime, IfMatchSize }: Deletes,
  version: Version | undefined,
): void {
  if (IfMatchLastModifiedTime !== undefined)
    throw notImplemented("x-amz-if-match-last-modified-time");
  if (IfMatchSize !== undefined) throw notImplemented("x-amz-if-match-size");
  if (IfMatch === undefined) return;
  if (!version?.content || !matches(IfMatch, version.content.eTag))
    throw preconditionFailed("If-Match");
}
