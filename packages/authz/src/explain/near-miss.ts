import { completeArn } from "../compile/resource.ts";
import { ARN_SEGMENTS, splitArn } from "../match/arn.ts";
import { compilePattern } from "../match/pattern.ts";
import type { PolicyVersion } from "../policy.ts";
import type { Lookup } from "../request.ts";

/** The pattern that came closest to an ARN, and the first segment in which they part. */
export interface NearMiss {
  readonly pattern: string;
  readonly segment: (typeof ARN_SEGMENTS)[number];
  readonly wanted: string;
  readonly actual: string;
}

/** Of patterns that do not match: the one that agrees with the ARN in the most segments; `undefined` when none is an ARN. */
export function nearMissAmong(
  patterns: readonly string[],
  arn: string,
  version: PolicyVersion,
  lookup: Lookup,
): NearMiss | undefined {
  const actual = splitArn(arn);
  if (!actual) return undefined;
  let nearest: NearMiss | undefined;
  let agreed = -1;
  for (const pattern of patterns) {
    const wanted = splitArn(completeArn(pattern));
    if (!wanted) continue;
    const same = wanted.map((text, i) =>
      agrees(text, actual[i]!, i, version, lookup),
    );
    const score = same.filter(Boolean).length;
    const first = same.indexOf(false);
    if (first < 0 || score <= agreed) continue;
    agreed = score;
    nearest = {
      pattern,
      segment: ARN_SEGMENTS[first]!,
      wanted: wanted[first]!,
      actual: actual[first]!,
    };
  }
  return nearest;
}

function agrees(
  wanted: string,
  actual: string,
  segment: number,
  version: PolicyVersion,
  lookup: Lookup,
): boolean {
  const variables = version === "2012-10-17" && segment === 5;
  const reading = { wildcards: true, variables };
  return compilePattern(wanted, reading, false)(actual, lookup) === true;
}
