import { InvalidParameterException } from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../core/errors.ts";

/** The retentions that CloudWatch Logs offers, in days. */
const OFFERED: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827,
  2192, 2557, 2922, 3288, 3653,
];

/** @throws Fault InvalidParameterException for a number of days that is not offered */
export function checkRetention(days: number): void {
  if (!OFFERED.includes(days))
    throw fault(
      InvalidParameterException,
      `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: ` +
        `Member must satisfy enum value set: [${OFFERED.join(", ")}]`,
    );
}
