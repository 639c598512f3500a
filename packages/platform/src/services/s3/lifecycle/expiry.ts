import type { Bucket, ObjectVersion, Upload, Version } from "../tables.ts";
import { isFor, type Rule, type Subject } from "./rule.ts";

const DAY = 86_400_000;

/** When what a rule says of something happens, and which rule says it. */
export interface Due {
  /** Milliseconds since the epoch: a midnight, UTC. */
  readonly at: number;
  readonly ruleId: string;
}

/** The last midnight that has a date of four digits: rules may name millions of years. */
const LAST = Date.UTC(9999, 11, 31);

/** Some days after a time, at the midnight (UTC) that follows, as S3 counts. */
export function midnightAfter(time: number, days = 0): number {
  return Math.min((Math.floor(time / DAY) + days + 1) * DAY, LAST);
}

/** When the newest version of a key expires. */
export function expiryOf(
  rules: readonly Rule[],
  version: Pick<Version, "key" | "modifiedAt" | "content">,
): Due | undefined {
  return earliest(rules, subjectOf(version), ({ Expiration: expiration }) =>
    expiration?.Days === undefined
      ? expiration?.Date
      : midnightAfter(version.modifiedAt, expiration.Days),
  );
}

/** When an upload that is not completed is aborted. */
export function abortOf(
  rules: readonly Rule[],
  { key, initiatedAt }: Pick<Upload, "key" | "initiatedAt">,
): Due | undefined {
  return earliest(
    rules,
    { key, size: 0, tags: {} },
    ({ AbortIncompleteMultipartUpload: { DaysAfterInitiation } = {} }) =>
      DaysAfterInitiation === undefined
        ? undefined
        : midnightAfter(initiatedAt, DaysAfterInitiation),
  );
}

/** A version as rules see it. */
export const subjectOf = ({
  key,
  content,
}: Pick<Version, "key" | "content">): Subject => ({
  key,
  size: content?.size ?? 0,
  tags: content?.tags ?? {},
});

/** What answers say of the expiry of a newest version: `x-amz-expiration`. */
export function answerExpiry(
  { lifecycle }: Pick<Bucket, "lifecycle">,
  version: Pick<ObjectVersion, "key" | "modifiedAt" | "content">,
): { Expiration?: string } {
  const due = lifecycle && expiryOf(lifecycle.rules, version);
  if (!due) return {};
  const date = new Date(due.at).toUTCString();
  return {
    Expiration: `expiry-date="${date}", rule-id="${encodeURIComponent(due.ruleId)}"`,
  };
}

/** What answers say of the end of an upload that is not completed: `x-amz-abort-date` and its rule. */
export function answerAbort(
  { lifecycle }: Pick<Bucket, "lifecycle">,
  upload: Pick<Upload, "key" | "initiatedAt">,
): { AbortDate?: Date; AbortRuleId?: string } {
  const due = lifecycle && abortOf(lifecycle.rules, upload);
  return due ? { AbortDate: new Date(due.at), AbortRuleId: due.ruleId } : {};
}

function earliest(
  rules: readonly Rule[],
  subject: Subject,
  at: (rule: Rule) => number | undefined,
): Due | undefined {
  let first: Due | undefined;
  for (const rule of rules) {
    const time = at(rule);
    if (time === undefined || (first && first.at <= time)) continue;
    if (isFor(rule, subject)) first = { at: time, ruleId: rule.ID };
  }
  return first;
}
