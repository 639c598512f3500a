import { InvalidParameterException } from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../../core/errors.ts";
import { parsePattern } from "./pattern.ts";
import type { UsablePattern } from "./verdict.ts";

/** The pattern that a request gives. @throws Fault InvalidParameterException */
export function usablePattern(text: string): UsablePattern {
  const pattern = parsePattern(text);
  if (!pattern.ok) throw fault(InvalidParameterException, pattern.message);
  return pattern;
}
