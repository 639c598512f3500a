import type { ComplianceType } from "@aws-sdk/client-config-service";
import { notValid } from "../faults.ts";

/** Whether aggregators show a compliance: they know COMPLIANT and NON_COMPLIANT alone. */
export function isAggregated(type: ComplianceType | undefined): boolean {
  return type === "COMPLIANT" || type === "NON_COMPLIANT";
}

/** @throws Fault ValidationException for a filter that aggregators do not support */
export function checkAggregated(type: ComplianceType | undefined): void {
  if (type !== undefined && !isAggregated(type))
    throw notValid(
      `The ComplianceType ${type} is not supported: specify COMPLIANT or NON_COMPLIANT.`,
    );
}
