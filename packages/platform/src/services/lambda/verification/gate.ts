import {
  CodeVerificationFailedException,
  InvalidCodeSignatureException,
} from "@aws-sdk/client-lambda";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import type { FunctionReference } from "../function-reference.ts";
import type { CodeSigningConfigRow } from "../tables.ts";
import { measureFailures, noteVerdicts } from "./record.ts";
import { judge, type Artifact, type Judged } from "./verdict.ts";

/**
 * The gate: every artifact of a deployment must pass, by the function's code signing configuration.
 * A changed artifact is always refused; one that is unsigned, expired, revoked or by another publisher
 * is refused under `Enforce` and let through, noted and counted, under `Warn`.
 * @throws Fault InvalidCodeSignatureException, CodeVerificationFailedException (see docs/decisions)
 */
export async function passGate(
  artifacts: readonly Artifact[],
  config: CodeSigningConfigRow,
  reference: FunctionReference,
  ctx: Context,
): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const artifact of artifacts)
    judged.push(await judge(artifact, config.allowedProfiles, ctx));
  noteVerdicts(judged, ctx);

  const blocking = judged.find((one) => blocks(one, config));
  measureFailures(judged, reference, ctx, {
    blocked: blocking !== undefined,
  });
  if (blocking) throw refusal(blocking);
  return judged;
}

function blocks(
  { verification: { verdict } }: Judged,
  { untrustedArtifacts }: CodeSigningConfigRow,
): boolean {
  return (
    verdict === "INTEGRITY" ||
    (verdict !== "VALID" && untrustedArtifacts === "Enforce")
  );
}

function refusal({ arn, verification: { verdict } }: Judged) {
  return verdict === "INTEGRITY"
    ? fault(
        InvalidCodeSignatureException,
        `Lambda cannot deploy the function. The function or layer code is not properly signed. This can mean that the code was signed incorrectly or modified after it was signed. Check the provided signature for ${arn}.`,
      )
    : fault(
        CodeVerificationFailedException,
        `Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is not configured to accept. Check the provided signature for ${arn}.`,
      );
}
