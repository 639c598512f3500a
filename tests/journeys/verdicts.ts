/** What CloudTrail says of the newcomer's deployments, oldest first, whichever client made them. */
export const expectedVerdicts: readonly Verdict[] = [
  { signature: "MISMATCH", error: "CodeVerificationFailedException" },
  { signature: "VALID", error: "" },
  { signature: "MISMATCH", error: "CodeVerificationFailedException" },
  { signature: "INTEGRITY", error: "InvalidCodeSignatureException" },
  { signature: "MISMATCH", error: "CodeVerificationFailedException" },
  { signature: "REVOKED", error: "CodeVerificationFailedException" },
  { signature: "EXPIRED", error: "CodeVerificationFailedException" },
];

/** One deployment as the auditor sees it. */
export interface Verdict {
  readonly signature: string;
  readonly error: string;
}

/** The verdict in the `CloudTrailEvent` text of a looked-up event; undefined for calls that deploy no code. */
export function verdictOf(cloudTrailEvent: string): Verdict | undefined {
  const { eventName, errorCode, additionalEventData } = JSON.parse(
    cloudTrailEvent,
  ) as {
    eventName: string;
    errorCode?: string;
    additionalEventData?: { signatureStatus?: string };
  };
  if (!/^(CreateFunction|UpdateFunctionCode)2/.test(eventName))
    return undefined;
  return {
    signature: additionalEventData?.signatureStatus ?? "",
    error: errorCode ?? "",
  };
}
