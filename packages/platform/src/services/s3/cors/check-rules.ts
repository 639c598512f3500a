import type { CORSRule } from "@aws-sdk/client-s3";
import { invalidRequest, malformedXml } from "../faults.ts";

const MOST_RULES = 100;
const LONGEST_ID = 255;
const METHODS: ReadonlySet<string> = new Set([
  "GET",
  "PUT",
  "POST",
  "DELETE",
  "HEAD",
]);

/** Refuses what S3 would not take. @throws Fault MalformedXML, InvalidRequest */
export function checkRules(rules: readonly CORSRule[]): void {
  if (rules.length === 0) throw malformedXml();
  if (rules.length > MOST_RULES)
    throw invalidRequest(
      `The number of CORS rules should not exceed allowed limit of ${MOST_RULES} rules.`,
    );
  for (const rule of rules) check(rule);
}

function check({
  ID = "",
  AllowedMethods = [],
  AllowedOrigins = [],
  AllowedHeaders = [],
  ExposeHeaders = [],
}: CORSRule): void {
  if (AllowedMethods.length === 0 || AllowedOrigins.length === 0)
    throw malformedXml();
  if (ID.length > LONGEST_ID)
    throw invalidRequest(
      `The ID should not exceed allowed limit of ${LONGEST_ID}.`,
    );
  for (const method of AllowedMethods)
    if (!METHODS.has(method))
      throw invalidRequest(
        `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
      );
  for (const [name, patterns] of Object.entries({
    AllowedOrigin: AllowedOrigins,
    AllowedHeader: AllowedHeaders,
  }))
    for (const pattern of patterns)
      if (pattern.split("*").length > 2)
        throw invalidRequest(
          `${name} "${pattern}" can not have more than one wildcard.`,
        );
  for (const header of ExposeHeaders)
    if (header.includes("*"))
      throw invalidRequest(
        `ExposeHeader "${header}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
      );
}
