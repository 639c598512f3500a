import { parsePolicy, type Condition, type Statement } from "@gatehouse/authz";

/**
 * Whether a bucket policy is public (S3 user guide, "The meaning of public"): it allows something to
 * everyone without a condition that holds a fixed value of one of the keys that S3 names.
 */
export function isPublic(document: string): boolean {
  const parsed = parsePolicy(document, "resource");
  return !parsed.ok || parsed.policy.statements.some(allowsEveryone);
}

function allowsEveryone({ effect, principal, conditions }: Statement): boolean {
  if (effect === "Deny") return false;
  const everyone = principal?.aws.some((name) => name.includes("*")) ?? false;
  return everyone && !conditions.some(narrows);
}

/** The keys whose fixed values make a policy non-public, in lower case. */
const NARROWING = new Set([
  "aws:sourceip",
  "aws:sourcearn",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourceowner",
  "aws:sourceaccount",
  "aws:userid",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:vpcsourceip",
  "s3:dataaccesspointarn",
  "s3:dataaccesspointaccount",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
]);

function narrows({ operator, key, values }: Condition): boolean {
  const name = key.toLowerCase();
  if (!NARROWING.has(name) || /Not|IfExists|Null|Bool/.test(operator))
    return false;
  return values.every((value) => isFixed(name, value));
}

function isFixed(key: string, value: string): boolean {
  if (value.includes("${")) return false;
  if (key === "aws:sourceip") return isNarrowRange(value);
  // S3 lets wildcards stand in the resource of an ARN: the account before it is fixed.
  if (key.endsWith("arn"))
    return !value.split(":").slice(0, 5).join(":").includes("*");
  return !/[*?]/.test(value);
}

/** S3 counts IPv4 ranges wider than /8 and IPv6 ranges wider than /32 as public. */
function isNarrowRange(value: string): boolean {
  const [address = "", bits] = value.split("/");
  return bits === undefined || Number(bits) >= (address.includes(":") ? 32 : 8);
}
