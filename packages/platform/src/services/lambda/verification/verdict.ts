import {
  fileSource,
  signatureName,
  verifyPackage,
  type Verification,
} from "@gatehouse/signing";
import type { Context } from "../../../core/context.ts";
import { storedRevocations } from "../../../core/trust/revocation.ts";
import { trustedRoots } from "../../../core/trust/authority.ts";
import { withArchive } from "../code/archive.ts";
import type { ArtifactSignature } from "../tables.ts";

/** A package or a layer, as a deployment brings it. */
export interface Artifact {
  /** The function's or the layer version's. */
  readonly arn: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** An artifact with what its signature is worth. */
export interface Judged extends Artifact {
  readonly verification: Verification;
  /** Present where the signature is authentic: intact, by a signer whose chain is trusted. */
  readonly signature?: ArtifactSignature;
}

/** Verifies an artifact against the installation's trust; without `allowedProfiles` every profile will do. */
export async function judge(
  artifact: Artifact,
  allowedProfiles: readonly string[] | undefined,
  ctx: Context,
): Promise<Judged> {
  const roots = await trustedRoots(ctx);
  await using source = await fileSource(ctx.blobs.path(artifact));
  const verification = await verifyPackage(source, {
    roots,
    now: new Date(ctx.now()),
    isRevoked: storedRevocations(ctx),
    ...(allowedProfiles === undefined ? {} : { allowedProfiles }),
  });
  const signature = authenticSignature(verification);
  return { ...artifact, verification, ...(signature ? { signature } : {}) };
}

/** The signature that an artifact carries, for answers that show it; undefined for unsigned and doubtful ones. */
export async function signatureIn(
  artifact: Artifact,
  ctx: Context,
): Promise<ArtifactSignature | undefined> {
  const isSigned = await withArchive(
    ctx.blobs.path(artifact),
    async (reading) =>
      reading.ok &&
      reading.archive.entries.some(({ name }) => name === signatureName),
  );
  if (!isSigned) return undefined;
  return (await judge(artifact, undefined, ctx)).signature;
}

function authenticSignature({
  verdict,
  signature,
}: Verification): ArtifactSignature | undefined {
  if (verdict === "INTEGRITY" || !signature) return undefined;
  if (signature.certificateHashes.length === 0) return undefined;
  const { profileVersionArn, jobArn } = signature;
  return { profileVersionArn, jobArn };
}
