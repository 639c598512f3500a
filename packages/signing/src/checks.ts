/** The outcome of verification in the words of Lambda's `signatureStatus`, and INTEGRITY, which always blocks. */
export type Verdict =
  "VALID" | "INTEGRITY" | "MISMATCH" | "REVOKED" | "EXPIRED";

/** The checks of a package, in the order in which they are made. */
export type CheckCode =
  | "archive"
  | "signature-file"
  | "envelope"
  | "chain"
  | "signer-certificate"
  | "signing-time"
  | "signature"
  | "digest"
  | "framing"
  | "expiry"
  | "revocation"
  | "profile";

/** What one check compared and found; hashes are hex, times ISO 8601. */
export type CheckDetails = {
  readonly expected?: string;
  readonly actual?: string;
  readonly file?: string;
  readonly certificate?: string;
  readonly time?: string;
};

/** One check: a pass, a skip with its reason, or a failure with the verdict it leads to and what to do. */
export type Check = CheckDetails & {
  readonly code: CheckCode;
  readonly reason: string;
} & (
    | { readonly outcome: "pass" | "skip" }
    | {
        readonly outcome: "fail";
        readonly verdict: Exclude<Verdict, "VALID">;
        readonly remedy: string;
      }
  );

/** A check that held. */
export function pass(
  code: CheckCode,
  reason: string,
  details: CheckDetails = {},
): Check {
  return { code, outcome: "pass", reason, ...details };
}

/** A check that did not apply. */
export function skip(code: CheckCode, reason: string): Check {
  return { code, outcome: "skip", reason };
}

/** A check that failed. */
export function fail(
  code: CheckCode,
  verdict: Exclude<Verdict, "VALID">,
  reason: string,
  remedy: string,
  details: CheckDetails = {},
): Check {
  return { code, outcome: "fail", verdict, reason, remedy, ...details };
}

/** Tampering outranks distrust, and distrust outranks what happened to a trusted signature later. */
const bySeverity = ["INTEGRITY", "MISMATCH", "REVOKED", "EXPIRED"] as const;

/** The most severe verdict that any check leads to. */
export function verdictOf(checks: readonly Check[]): Verdict {
  const found = new Set(
    checks.map((check) => (check.outcome === "fail" ? check.verdict : "VALID")),
  );
  return bySeverity.find((verdict) => found.has(verdict)) ?? "VALID";
}

const marks = { pass: "ok  ", fail: "FAIL", skip: "--  " } as const;

/** The checks as lines of text for a terminal or a log, each failure followed by what was found and what to do. */
export function describeChecks(checks: readonly Check[]): string {
  return checks.flatMap(describeCheck).join("\n");
}

function describeCheck(check: Check): string[] {
  const line = `${marks[check.outcome]} ${check.code.padEnd(18)} ${check.reason}`;
  if (check.outcome !== "fail") return [line];
  const keys = ["file", "certificate", "time", "expected", "actual"] as const;
  const details = keys.flatMap((key) => {
    const value = check[key];
    return value === undefined ? [] : [`       ${key}: ${value}`];
  });
  return [line, ...details, `       what to do: ${check.remedy}`];
}
