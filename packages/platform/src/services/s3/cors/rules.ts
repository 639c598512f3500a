import type { CORSRule } from "@aws-sdk/client-s3";

/** What a browser says of the page that it acts for. */
export interface Asked {
  readonly origin: string;
  readonly method: string;
  /** Lower-case names of the headers that the page would send. */
  readonly headers: readonly string[];
}

/** The first rule that allows what is asked. */
export function allowing(
  rules: readonly CORSRule[],
  { origin, method, headers }: Asked,
): CORSRule | undefined {
  return rules.find(
    ({ AllowedOrigins = [], AllowedMethods = [], AllowedHeaders = [] }) =>
      AllowedOrigins.some((pattern) => fits(pattern, origin)) &&
      AllowedMethods.includes(method) &&
      headers.every((name) =>
        AllowedHeaders.some((pattern) => fits(pattern.toLowerCase(), name)),
      ),
  );
}

/** The headers by which a rule allows what is asked. */
export function allowance(
  rule: CORSRule,
  { origin, headers }: Asked,
): Record<string, string> {
  const { AllowedOrigins = [], AllowedMethods = [], ExposeHeaders = [] } = rule;
  const anyOrigin = AllowedOrigins.find((pattern) => fits(pattern, origin));
  return {
    "access-control-allow-origin": anyOrigin === "*" ? "*" : origin,
    "access-control-allow-methods": AllowedMethods.join(", "),
    ...(headers.length > 0
      ? { "access-control-allow-headers": headers.join(", ") }
      : {}),
    ...(ExposeHeaders.length > 0
      ? { "access-control-expose-headers": ExposeHeaders.join(", ") }
      : {}),
    ...(rule.MaxAgeSeconds === undefined
      ? {}
      : { "access-control-max-age": String(rule.MaxAgeSeconds) }),
    // A browser shows what was fetched with credentials to an origin that is named, and to no other.
    ...(anyOrigin === "*"
      ? {}
      : { "access-control-allow-credentials": "true" }),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

/** A pattern may hold one `*`. */
function fits(pattern: string, text: string): boolean {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return pattern === text;
  return (
    text.length >= before.length + after.length &&
    text.startsWith(before) &&
    text.endsWith(after)
  );
}
