import { compileResource, completeArn } from "../compile/resource.ts";
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

/** The pattern that agrees with the ARN in the most segments; `undefined` when one matches or none is an ARN. */
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
    if (compileResource(pattern, version, false)(arn, lookup)) return undefined;
    const wanted = splitArn(completeArn(pattern));
    if (!wanted) continue;
    const same = wanted.map((text, i) => agrees(text, actual[i]!, i, lookup));
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
  lookup: Lookup,
): boolean {
  const reading = { wildcards: true, variables: segment === 5 };
  return compilePattern(wanted, reading, false)(actual, lookup) === true;
}
