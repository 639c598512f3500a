import type { Context, NeedsContext } from "../../core/context.ts";
import {
  latestVersions,
  newestFirst,
  olderVersions,
  type Bucket,
  type Content,
  type Latest,
  type Version,
} from "./tables.ts";
import { newVersionId, NULL_VERSION, sequenceOf } from "./version-id.ts";

/** A version of a key: the newest where none is named; it may be a delete marker. */
export async function versionOf(
  ctx: Pick<NeedsContext, "table">,
  bucket: string,
  key: string,
  versionId?: string,
): Promise<Version | undefined> {
  const latest = await ctx.table(latestVersions).get(bucket, key);
  if (versionId === undefined || latest?.versionId === versionId) return latest;
  const sequence =
    versionId === NULL_VERSION ? latest?.nullSequence : sequenceOf(versionId);
  if (sequence === undefined) return undefined;
  const older = await ctx
    .table(olderVersions)
    .get(bucket, key, newestFirst(sequence));
  return older?.versionId === versionId ? older : undefined;
}

/**
 * Makes a new newest version: an object, or a delete marker where no content is given. What was newest
 * stays as an older version, unless both are the one `null` version that a key can have.
 */
export async function addVersion(
  ctx: Context,
  { name: bucket, versioning }: Bucket,
  key: string,
  content: Content | undefined,
): Promise<Version> {
  const before = await ctx.table(latestVersions).get(bucket, key);
  const now = ctx.now();
  const sequence = Math.max(
    Math.floor(now * 1000),
    (before?.sequence ?? 0) + 1,
  );
  const keepsAll = versioning === "Enabled";
  const version: Version = {
    bucket,
    key,
    sequence,
    versionId: keepsAll ? newVersionId(sequence) : NULL_VERSION,
    modifiedAt: Math.floor(now / 1000) * 1000,
    ...(content ? { content } : {}),
  };
  const nullSequence = before && (await putAside(ctx, before, keepsAll));
  await ctx.table(latestVersions).put({
    ...version,
    ...(nullSequence === undefined ? {} : { nullSequence }),
  });
  return version;
}

/** Moves the newest version to the older ones; answers where the `null` version is among them then. */
async function putAside(
  ctx: Context,
  latest: Latest,
  keepsNull: boolean,
): Promise<number | undefined> {
  const { nullSequence, ...version } = latest;
  const older = ctx.table(olderVersions);
  const isNull = version.versionId === NULL_VERSION;
  if (keepsNull || !isNull) await older.put(version);
  if (keepsNull) return isNull ? version.sequence : nullSequence;
  if (nullSequence !== undefined)
    await older.delete(version.bucket, version.key, newestFirst(nullSequence));
  return undefined;
}

/** Removes a key from a bucket that keeps no versions. */
export async function removeKey(ctx: Context, version: Version): Promise<void> {
  await ctx.table(latestVersions).delete(version.bucket, version.key);
}

/** Removes one version for good; the newest older one takes the place of the newest. */
export async function removeVersion(
  ctx: Context,
  { bucket, key, sequence, versionId }: Version,
): Promise<void> {
  const latest = await ctx.table(latestVersions).get(bucket, key);
  if (!latest) return;
  if (latest.sequence === sequence) {
    await promoteOlder(ctx, latest);
    return;
  }
  await ctx.table(olderVersions).delete(bucket, key, newestFirst(sequence));
  if (versionId !== NULL_VERSION) return;
  const { nullSequence: _gone, ...rest } = latest;
  await ctx.table(latestVersions).put(rest);
}

async function promoteOlder(
  ctx: Context,
  { bucket, key, nullSequence }: Latest,
): Promise<void> {
  const older = ctx.table(olderVersions);
  const {
    rows: [next],
  } = await older.list({ prefix: [bucket, key], limit: 1 });
  if (!next) {
    await ctx.table(latestVersions).delete(bucket, key);
    return;
  }
  const keepsNull =
    nullSequence !== undefined && next.sequence !== nullSequence;
  await ctx
    .table(latestVersions)
    .put({ ...next, ...(keepsNull ? { nullSequence } : {}) });
  await older.delete(bucket, key, newestFirst(next.sequence));
}

/** Writes a version anew in its place. */
export async function rewriteVersion(
  ctx: Context,
  version: Version,
): Promise<void> {
  const { bucket, key, sequence } = version;
  const latest = await ctx.table(latestVersions).get(bucket, key);
  await (latest?.sequence === sequence
    ? ctx.table(latestVersions).put({ ...latest, ...version })
    : ctx.table(olderVersions).put(version));
}
