import type {
  Compliance,
  ComplianceSummary,
  ComplianceType,
} from "@aws-sdk/client-config-service";
import type { ResultRow } from "../tables.ts";

/** What is counted at most (Config API reference, Compliance and ComplianceSummary). */
const COUNTED_AT_MOST = 100;
const RULES_AT_MOST = 25;

/** What results come to, with the number of those that are broken. */
export function complianceOf(
  found: readonly Pick<ResultRow, "compliance">[],
): Compliance {
  const broken = found.filter(
    ({ compliance }) => compliance === "NON_COMPLIANT",
  ).length;
  if (broken > 0)
    return {
      ComplianceType: "NON_COMPLIANT",
      ComplianceContributorCount: capped(broken, COUNTED_AT_MOST),
    };
  const kept = found.some(({ compliance }) => compliance === "COMPLIANT");
  return { ComplianceType: kept ? "COMPLIANT" : "INSUFFICIENT_DATA" };
}

/** How many of several rules are compliant and how many are not. */
export function summaryOf(
  types: readonly (ComplianceType | undefined)[],
  now: number,
): ComplianceSummary {
  const count = (wanted: ComplianceType) =>
    capped(types.filter((type) => type === wanted).length, RULES_AT_MOST);
  return {
    CompliantResourceCount: count("COMPLIANT"),
    NonCompliantResourceCount: count("NON_COMPLIANT"),
    ComplianceSummaryTimestamp: new Date(now),
  };
}

function capped(count: number, most: number) {
  return { CappedCount: Math.min(count, most), CapExceeded: count > most };
}
