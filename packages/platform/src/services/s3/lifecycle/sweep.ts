import type { Context } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import { on } from "../../../core/service.ts";
import { tellOfChange } from "../notify.ts";
import {
  buckets,
  latestVersions,
  newestFirst,
  olderVersions,
  uploadEnded,
  uploads,
  type Bucket,
  type Latest,
  type Version,
} from "../tables.ts";
import { addVersion, removeKey, removeVersion } from "../versions.ts";
import { abortOf, midnightAfter } from "./expiry.ts";
import type { Rule } from "./rule.ts";
import {
  currentIsDue,
  markerIsDue,
  noncurrentIsDue,
  speaksOfCurrent,
  speaksOfNoncurrent,
  type Noncurrent,
} from "./verdict.ts";

/** A bucket's rules are to be carried out, from a place in it on. */
export const lifecycleDue = event<{
  bucket: string;
  /** The configuration's. */
  id: string;
  walk: "keys" | "uploads";
  /** Undefined at the beginning of a walk. */
  after?: string;
}>("s3.LifecycleDue");

/** Keys or uploads looked at, and versions removed, in one transaction: the rest follows in the next. */
const ROWS_AT_ONCE = 200;

/** Carries a new configuration out from the next midnight (UTC) on. */
export function beginLifecycle(ctx: Context, bucket: string, id: string): void {
  const at = midnightAfter(ctx.now());
  ctx.emit(lifecycleDue, { bucket, id, walk: "keys" }, { at });
}

/**
 * Carries out a bucket's rules, some rows at a time: first its keys, then its uploads; and comes again at the next
 * midnight. The walk looks aside, so that it conflicts with nothing but changes to what it removes.
 */
export const carryOutLifecycle = on(
  lifecycleDue,
  async ({ bucket: name, id, walk, after }, ctx) => {
    const bucket = await ctx.table(buckets).get(name);
    if (bucket?.lifecycle?.id !== id) return;
    const { rules } = bucket.lifecycle;
    const next =
      walk === "keys"
        ? await sweepKeys(ctx, bucket, rules, after)
        : await sweepUploads(ctx, bucket, rules, after);
    if (next.more)
      ctx.emit(lifecycleDue, {
        bucket: name,
        id,
        walk,
        ...(next.after === undefined ? {} : { after: next.after }),
      });
    else if (walk === "keys")
      ctx.emit(lifecycleDue, { bucket: name, id, walk: "uploads" });
    else beginLifecycle(ctx, name, id);
  },
);

/** Where a walk goes on. */
interface Next {
  readonly more: boolean;
  readonly after?: string | undefined;
}

async function sweepKeys(
  ctx: Context,
  bucket: Bucket,
  rules: readonly Rule[],
  after: string | undefined,
): Promise<Next> {
  if (!speaksOfCurrent(rules) && !speaksOfNoncurrent(rules))
    return { more: false };
  const { rows, positions, next } = await ctx
    .aside()
    .table(latestVersions)
    .list({
      prefix: [bucket.name],
      limit: ROWS_AT_ONCE,
      ...(after === undefined ? {} : { after }),
    });
  let left = ROWS_AT_ONCE;
  for (const [i, latest] of rows.entries()) {
    left -= await sweepKey(ctx, bucket, rules, latest, left);
    // The key may have more to lose.
    if (left <= 0) return { more: true, after: positions[i - 1] ?? after };
  }
  return { more: next !== undefined, after: next };
}

/** Removes what is due of a key, `most` versions at most. @returns how many there were */
async function sweepKey(
  ctx: Context,
  bucket: Bucket,
  rules: readonly Rule[],
  seen: Latest,
  most: number,
): Promise<number> {
  const now = ctx.now();
  const old = await oldVersions(ctx, rules, seen, now, most);
  const alone = (): boolean => old.rest === 0;
  const isDue = (latest: Latest): boolean =>
    currentIsDue(rules, latest, now) ||
    (alone() && markerIsDue(rules, latest, now));
  if (old.due.length === 0 && !isDue(seen)) return 0;

  const latest = await ctx.table(latestVersions).get(seen.bucket, seen.key);
  // What changes at this moment is looked at again the next day.
  if (latest?.sequence !== seen.sequence) return 0;
  for (const one of old.due) await removeOld(ctx, bucket, rules, one);
  if (isDue(latest)) await expire(ctx, bucket, latest);
  return old.due.length + 1;
}

/** The older versions of a key that are due, and how many others there are. */
async function oldVersions(
  ctx: Context,
  rules: readonly Rule[],
  latest: Latest,
  now: number,
  most: number,
): Promise<{ due: readonly Noncurrent[]; rest: number }> {
  const due: Noncurrent[] = [];
  let rest = 0;
  // A key without older versions is the rule; of an object they matter to their own rules alone.
  if (latest.content && !speaksOfNoncurrent(rules)) return { due, rest };
  const older = ctx.aside().table(olderVersions);
  let since = latest.modifiedAt;
  for (let after: string | undefined; ;) {
    const { rows, next } = await older.list({
      prefix: [latest.bucket, latest.key],
      limit: ROWS_AT_ONCE,
      ...(after === undefined ? {} : { after }),
    });
    for (const version of rows) {
      const one = { version, since, newer: due.length + rest };
      if (due.length < most && noncurrentIsDue(rules, one, now)) due.push(one);
      else rest++;
      since = version.modifiedAt;
    }
    if (next === undefined) return { due, rest };
    after = next;
  }
}

async function removeOld(
  ctx: Context,
  bucket: Bucket,
  rules: readonly Rule[],
  seen: Noncurrent,
): Promise<void> {
  const { key, sequence } = seen.version;
  const version = await ctx
    .table(olderVersions)
    .get(bucket.name, key, newestFirst(sequence));
  if (!version || !noncurrentIsDue(rules, { ...seen, version }, ctx.now()))
    return;
  await removeVersion(ctx, version);
  tellOfChange(ctx, bucket, "LifecycleExpiration:Delete", version);
}

/** An object goes, or a delete marker comes where there are versions; a marker that is left alone goes. */
async function expire(
  ctx: Context,
  bucket: Bucket,
  latest: Version,
): Promise<void> {
  if (latest.content && bucket.versioning !== undefined) {
    const marker = await addVersion(ctx, bucket, latest.key, undefined);
    const what = "LifecycleExpiration:DeleteMarkerCreated";
    tellOfChange(ctx, bucket, what, marker);
    return;
  }
  await removeKey(ctx, latest);
  tellOfChange(ctx, bucket, "LifecycleExpiration:Delete", latest);
}

async function sweepUploads(
  ctx: Context,
  { name }: Bucket,
  rules: readonly Rule[],
  after: string | undefined,
): Promise<Next> {
  if (!rules.some((rule) => rule.AbortIncompleteMultipartUpload))
    return { more: false };
  const { rows, next } = await ctx
    .aside()
    .table(uploads)
    .list({
      prefix: [name],
      limit: ROWS_AT_ONCE,
      ...(after === undefined ? {} : { after }),
    });
  for (const upload of rows) {
    const due = abortOf(rules, upload);
    if (!due || due.at > ctx.now()) continue;
    const { key, uploadId } = upload;
    if (!(await ctx.table(uploads).get(name, key, uploadId))) continue;
    await ctx.table(uploads).delete(name, key, uploadId);
    ctx.emit(uploadEnded, { uploadId });
  }
  return { more: next !== undefined, after: next };
}
