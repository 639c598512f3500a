import type { Context } from "../../core/context.ts";
import type { BlobRef } from "../../store/blobs.ts";
import { isNoArchive, opened, withArchive } from "./code/archive.ts";
import { readThrough, unpackedCode } from "./code/unpack.ts";
import type { FunctionReference } from "./function-reference.ts";
import { checkUnzippedSize } from "./layer-use.ts";
import type { CodeRow, CodeSigningConfigRow, LayerUse } from "./tables.ts";
import { passGate } from "./verification/gate.ts";
import { signatureIn, type Artifact } from "./verification/verdict.ts";

/** What is to be deployed, and under which conditions. */
export interface Deployment {
  readonly reference: FunctionReference;
  readonly package: BlobRef;
  /** All layers of the function. */
  readonly layers: readonly LayerUse[];
  /** Layers to verify with the package. */
  readonly addedLayers: readonly LayerUse[];
  readonly config: CodeSigningConfigRow | undefined;
  /** Checks only: nothing is unpacked to stay. */
  readonly dryRun: boolean;
}

/**
 * Lets a package through: it is opened as an unambiguous archive, verified where the function has a code
 * signing configuration, and only then unpacked.
 * @throws Fault InvalidParameterValueException and those of the gate
 */
export async function deploy(
  deployment: Deployment,
  ctx: Context,
): Promise<CodeRow> {
  const { package: ref, layers, dryRun } = deployment;
  const file = ctx.blobs.path(ref);
  return withArchive(file, async (reading) => {
    // A deceptive archive is for the gate to judge and record; what is no archive at all is not.
    if (isNoArchive(reading) || !deployment.config) opened(reading);
    const signature = await verified(deployment, ctx);
    const archive = opened(reading);
    const { sha256, size } = ref;
    const code = { sha256, size, unzippedSize: archive.unzippedSize };
    checkUnzippedSize(code, layers);
    if (dryRun) await readThrough(archive);
    else await unpackedCode(ctx.platform).folder(sha256, file);
    return { ...code, ...(signature ? { signature } : {}) };
  });
}

async function verified(
  { reference, package: ref, addedLayers, config }: Deployment,
  ctx: Context,
) {
  const artifact: Artifact = {
    arn: reference.functionArn,
    sha256: ref.sha256,
  };
  if (!config) return signatureIn(artifact, ctx);
  const [judged] = await passGate(
    [artifact, ...addedLayers],
    config,
    reference,
    ctx,
  );
  return judged?.signature;
}
