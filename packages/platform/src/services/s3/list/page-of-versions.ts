import type { Context } from "../../../core/context.ts";
import {
  latestVersions,
  olderVersions,
  type Bucket,
  type Version,
} from "../tables.ts";
import { NULL_VERSION, sequenceOf } from "../version-id.ts";
import { rolledUp, type Walk } from "./rolled-up.ts";

/** A version, and whether it is its key's newest. */
export interface ListedVersion {
  readonly version: Version;
  readonly isLatest: boolean;
}

/** One page of ListObjectVersions. */
export interface PageOfVersions {
  readonly versions: readonly ListedVersion[];
  readonly prefixes: readonly string[];
  /** The last of the page, where more follow; a common prefix has no version. */
  readonly last:
    { readonly key: string; readonly versionId?: string } | undefined;
}

/** The page of versions, by key and newest first, that follow behind a key or one of its versions. */
export async function pageOfVersions(
  ctx: Context,
  bucket: Bucket,
  walk: Omit<Walk, "from" | "bucket">,
  after: { readonly key: string; readonly versionId?: string | undefined },
): Promise<PageOfVersions> {
  const versions: ListedVersion[] = [];
  const prefixes: string[] = [];
  let last: { key: string; versionId?: string } = { key: "" };
  if (walk.limit === 0) return { versions, prefixes, last: undefined };
  const isFull = (): boolean =>
    versions.length + prefixes.length === walk.limit;

  const keys = rolledUp(ctx.table(latestVersions), {
    ...walk,
    bucket: bucket.name,
    from: after.key,
  });
  for await (const rolled of keys) {
    if ("prefix" in rolled) {
      if (rolled.prefix === after.key) continue;
      if (isFull()) return { versions, prefixes, last };
      prefixes.push(rolled.prefix);
      last = { key: rolled.prefix };
      continue;
    }
    for (const listed of await versionsOf(ctx, bucket, rolled.row, after)) {
      if (isFull()) return { versions, prefixes, last };
      versions.push(listed);
      const { key, versionId } = listed.version;
      last = { key, versionId };
    }
  }
  return { versions, prefixes, last: undefined };
}

/** A key's versions, those left out that an earlier page has shown. */
async function versionsOf(
  ctx: Context,
  { versioning }: Bucket,
  latest: Version,
  after: { readonly key: string; readonly versionId?: string | undefined },
): Promise<readonly ListedVersion[]> {
  if (latest.key === after.key && after.versionId === undefined) return [];
  const { bucket, key } = latest;
  const { rows: older } =
    versioning === undefined
      ? { rows: [] }
      : await ctx.table(olderVersions).list({ prefix: [bucket, key] });
  const all = [
    { version: latest, isLatest: true },
    ...older.map((version) => ({ version, isLatest: false })),
  ];
  return key === after.key ? behind(all, after.versionId ?? "") : all;
}

/** The version that a page ended with may be gone by now: its id still tells its place. */
function behind(
  versions: readonly ListedVersion[],
  versionId: string,
): readonly ListedVersion[] {
  const shown = versions.findIndex(
    ({ version }) => version.versionId === versionId,
  );
  if (shown >= 0 || versionId === NULL_VERSION)
    return versions.slice(shown < 0 ? versions.length : shown + 1);
  const sequence = sequenceOf(versionId);
  return versions.filter(({ version }) => version.sequence < sequence);
}
