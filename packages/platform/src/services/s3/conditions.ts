import { noSuchKey, notImplemented, preconditionFailed } from "./faults.ts";
import type { ObjectVersion, Version } from "./tables.ts";

/** The conditional headers of a read. */
export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** Whether a read may go on, in the order of RFC 9110: an entity tag is heard before a date. */
export function readVerdict(
  conditions: ReadConditions,
  version: ObjectVersion,
): "proceed" | "not modified" {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } =
    conditions;
  const { eTag } = version.content;
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, eTag)) throw preconditionFailed("If-Match");
  } else if (IfUnmodifiedSince && version.modifiedAt > +IfUnmodifiedSince)
    throw preconditionFailed("If-Unmodified-Since");

  if (IfNoneMatch !== undefined)
    return matches(IfNoneMatch, eTag) ? "not modified" : "proceed";
  return IfModifiedSince && version.modifiedAt <= +IfModifiedSince
    ? "not modified"
    : "proceed";
}

/** The conditional headers of a write. */
export interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/**
 * Holds a write against the key's newest version; the commit fails if that changes meanwhile.
 * @throws Fault PreconditionFailed, NoSuchKey, NotImplemented as S3's conditional writes do
 */
export function checkWrite(
  { IfMatch, IfNoneMatch }: WriteConditions,
  key: string,
  latest: Version | undefined,
): void {
  const content = latest?.content;
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== "*") throw notImplemented("If-None-Match");
    if (content) throw preconditionFailed("If-None-Match");
  }
  if (IfMatch === undefined) return;
  if (!content) throw noSuchKey(key);
  if (!matches(IfMatch, content.eTag)) throw preconditionFailed("If-Match");
}

/** Whether a list of entity tags, or `*`, names this one; S3 takes tags without quotes, too. */
export function matches(header: string, eTag: string): boolean {
  return header
    .split(",")
    .map((tag) => tag.trim().replace(/^"(.*)"$/, "$1"))
    .some((tag) => tag === "*" || tag === eTag);
}
