import type { ComplianceType } from "@aws-sdk/client-config-service";

/** What a rule says of a resource, and why. */
export interface Verdict {
  readonly compliance: ComplianceType;
  readonly annotation?: string;
}

export const compliant: Verdict = { compliance: "COMPLIANT" };
export const notApplicable: Verdict = { compliance: "NOT_APPLICABLE" };

export function nonCompliant(annotation: string): Verdict {
  return { compliance: "NON_COMPLIANT", annotation: shortened(annotation) };
}

/** Config's longest annotation. */
const LONGEST = 256;

export function shortened(annotation: string): string {
  return annotation.length <= LONGEST
    ? annotation
    : `${annotation.slice(0, LONGEST - 1)}…`;
}

/** What several verdicts come to: one that is broken breaks all. */
export function togetherOf(
  verdicts: readonly { readonly compliance: ComplianceType }[],
): ComplianceType {
  return (
    ORDER.find((one) =>
      verdicts.some(({ compliance }) => compliance === one),
    ) ?? "INSUFFICIENT_DATA"
  );
}

const ORDER: readonly ComplianceType[] = [
  "NON_COMPLIANT",
  "COMPLIANT",
  "NOT_APPLICABLE",
];
