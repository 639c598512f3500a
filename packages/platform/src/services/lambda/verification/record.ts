import type { Check } from "@gatehouse/signing";
import type { Context } from "../../../core/context.ts";
import { measured, type Measurement } from "../../../core/telemetry.ts";
import type { FunctionReference } from "../function-reference.ts";
import type { Judged } from "./verdict.ts";

/**
 * Puts the verdicts into the call's CloudTrail record: the three members that AWS writes, for the artifact
 * that decided, and, beyond AWS, every artifact's checks, so that an auditor sees why.
 */
export function noteVerdicts(judged: readonly Judged[], ctx: Context): void {
  const deciding = judged.find(isFailure) ?? judged[0];
  if (!deciding) return;
  const { verdict, signature } = deciding.verification;
  ctx.note({
    additionalEventData: {
      signatureStatus: verdict,
      ...(signature
        ? {
            signingProfileVersionArn: signature.profileVersionArn,
            signingJobArn: signature.jobArn,
          }
        : {}),
      verdict: judged.map(({ arn, verification }) => ({
        artifact: arn,
        signatureStatus: verification.verdict,
        checks: verification.checks.filter(isTelling),
      })),
    },
  });
}

/**
 * Counts what failed as `SignatureValidationErrors`, under `Enforce` as under `Warn` (Lambda guide, "Code
 * signing"). A warned deployment carries its measurement in its own commit. A blocked one commits nothing
 * but its record, so the measurement goes the way of running functions' metrics: durable within 100 ms.
 */
export function measureFailures(
  judged: readonly Judged[],
  reference: FunctionReference,
  ctx: Context,
  { blocked }: { readonly blocked: boolean },
): void {
  const failures = judged.filter(isFailure).length;
  if (failures === 0) return;
  const measurement: Measurement = {
    namespace: "AWS/Lambda",
    name: "SignatureValidationErrors",
    dimensions: { FunctionName: reference.functionName },
    value: failures,
    unit: "Count",
    at: ctx.now(),
  };
  if (blocked) ctx.platform.telemetry.measure(reference, [measurement]);
  else ctx.emit(measured, { measurements: [measurement] });
}

function isFailure({ verification }: Judged): boolean {
  return verification.verdict !== "VALID";
}

/** Failed checks, and those that could not be made because of them; a valid artifact needs no explanation. */
function isTelling({ outcome }: Check): boolean {
  return outcome !== "pass";
}
