import { StandardUnit } from "@aws-sdk/client-cloudwatch-logs";

/** CloudWatch's units. */
export const STANDARD_UNITS: ReadonlySet<string> = new Set(
  Object.values(StandardUnit),
);
