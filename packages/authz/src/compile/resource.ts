import type { Pattern } from "../match/pattern.ts";
import { compilePattern } from "../match/pattern.ts";
import type { Verdict } from "../match/verdict.ts";
import { any, negate } from "../match/verdict.ts";
import type { PolicyVersion, Statement } from "../policy.ts";
import type { Lookup } from "../request.ts";

/** Tests a resource's ARN (or `*`) against a statement's Resource or NotResource. */
export type ResourceTest = (resource: string, lookup: Lookup) => Verdict;

/** Compiles Resource or NotResource; a statement with neither, as in trust policies, is about whatever it is attached to. */
export function compileResources(
  statement: Statement,
  version: PolicyVersion,
): ResourceTest {
  if (statement.resources) return oneOf(statement.resources, version, false);
  if (!statement.notResources) return () => true;
  const listed = oneOf(statement.notResources, version, true);
  return (resource, lookup) => negate(listed(resource, lookup));
}

/** Compiles one Resource value, matched against the whole ARN: `*` crosses colons and slashes. */
export function compileResource(
  text: string,
  version: PolicyVersion,
  negated: boolean,
): Pattern {
  const complete = completeArn(text);
  const variables = version === "2012-10-17" && afterFifthColon(complete);
  return compilePattern(complete, { wildcards: true, variables }, negated);
}

function oneOf(
  texts: readonly string[],
  version: PolicyVersion,
  negated: boolean,
): ResourceTest {
  if (texts.includes("*")) return () => true;
  const patterns = texts.map((text) => compileResource(text, version, negated));
  if (patterns.length === 1) return patterns[0]!;
  return (resource, lookup) =>
    any(patterns, (pattern) => pattern(resource, lookup));
}

/** AWS: an ARN with fewer than six fields is completed with wildcards, `arn:aws:sqs` to `arn:aws:sqs:*:*:*`. */
export function completeArn(text: string): string {
  if (!text.startsWith("arn:")) return text;
  const missing = 6 - text.split(":").length;
  return missing > 0 ? text + ":*".repeat(missing) : text;
}

/** AWS: variables stand only in the last field of an ARN; before the fifth colon a `$` is only a `$`. */
function afterFifthColon(text: string): number {
  let at = -1;
  for (let n = 0; n < 5; n += 1) {
    at = text.indexOf(":", at + 1);
    if (at < 0) return Infinity;
  }
  return at + 1;
}
