import type { Version } from "../tables.ts";
import { expiryOf, midnightAfter, subjectOf } from "./expiry.ts";
import { isFor, type Rule } from "./rule.ts";

/** An older version, with what makes it old. */
export interface Noncurrent {
  readonly version: Version;
  /** When the version that followed it was made. */
  readonly since: number;
  /** How many versions lie between it and the newest. */
  readonly newer: number;
}

/** Whether rules speak of older versions at all. */
export const speaksOfNoncurrent = (rules: readonly Rule[]): boolean =>
  rules.some((rule) => rule.NoncurrentVersionExpiration);

/** Whether rules speak of the newest versions, or of markers. */
export const speaksOfCurrent = (rules: readonly Rule[]): boolean =>
  rules.some(({ Expiration }) => Expiration);

/** Whether an older version is to go. */
export function noncurrentIsDue(
  rules: readonly Rule[],
  { version, since, newer }: Noncurrent,
  now: number,
): boolean {
  return rules.some((rule) => {
    const { NoncurrentDays: days, NewerNoncurrentVersions: kept = 0 } =
      rule.NoncurrentVersionExpiration ?? {};
    return (
      days !== undefined &&
      newer >= kept &&
      midnightAfter(since, days) <= now &&
      isFor(rule, subjectOf(version))
    );
  });
}

/** Whether an object that is the newest version of its key expires now, or has expired. */
export function currentIsDue(
  rules: readonly Rule[],
  version: Version,
  now: number,
): boolean {
  const due = version.content && expiryOf(rules, version);
  return due !== undefined && due.at <= now;
}

/**
 * Whether a delete marker that is all that is left of its key goes: at once where a rule asks for that, or when it has
 * the age at which objects expire.
 */
export function markerIsDue(
  rules: readonly Rule[],
  marker: Version,
  now: number,
): boolean {
  if (marker.content) return false;
  const due = expiryOf(rules, marker);
  return (
    (due !== undefined && due.at <= now) ||
    rules.some(
      (rule) =>
        rule.Expiration?.ExpiredObjectDeleteMarker &&
        isFor(rule, subjectOf(marker)),
    )
  );
}
