import { InvalidParameterValueException } from "@aws-sdk/client-lambda";
import { lambdaLimits } from "@gatehouse/signing";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  layerVersionOf,
  type LayerVersionReference,
} from "./layer-reference.ts";
import { layerVersions, type CodeRow, type LayerUse } from "./tables.ts";

const AT_MOST = 5;

/**
 * Finds the layers that a function names, in their order; those it uses already stay usable after their
 * deletion.
 * @throws Fault InvalidParameterValueException
 */
export async function usedLayers(
  arns: readonly string[],
  inUse: readonly LayerUse[],
  ctx: Context,
): Promise<readonly LayerUse[]> {
  if (arns.length > AT_MOST)
    throw fault(
      InvalidParameterValueException,
      `Cannot reference more than ${AT_MOST} layers.`,
    );
  const references = arns.map((arn) => referenced(arn, ctx));
  refuseTwoVersions(references);
  return Promise.all(
    references.map(async (reference) => {
      const known = inUse.find(({ arn }) => arn === reference.arn);
      return known ?? layerUse(reference, ctx);
    }),
  );
}

/** @throws Fault InvalidParameterValueException where code and layers are too large together */
export function checkUnzippedSize(
  code: Pick<CodeRow, "unzippedSize">,
  layers: readonly Pick<LayerUse, "unzippedSize">[],
): void {
  const total = layers.reduce(
    (sum, { unzippedSize }) => sum + unzippedSize,
    code.unzippedSize,
  );
  if (layers.length > 0 && total > lambdaLimits.unzipped)
    throw fault(
      InvalidParameterValueException,
      `Function code combined with layers exceeds the maximum allowed size of ${lambdaLimits.unzipped} bytes. The actual size is ${total} bytes.`,
    );
}

function referenced(arn: string, ctx: Context): LayerVersionReference {
  const reference = layerVersionOf(arn, ctx);
  if (!reference)
    throw fault(
      InvalidParameterValueException,
      `${arn} is not the ARN of a layer version.`,
    );
  if (reference.region !== ctx.region)
    throw fault(
      InvalidParameterValueException,
      `Layers are not in the same region as the function. Layers are expected to be in region ${ctx.region}.`,
    );
  return reference;
}

function refuseTwoVersions(references: readonly LayerVersionReference[]): void {
  const seen = new Map<string, LayerVersionReference>();
  for (const reference of references) {
    const other = seen.get(reference.layerArn);
    if (other)
      throw fault(
        InvalidParameterValueException,
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${other.arn} and ${reference.arn} are versions of the same layer.`,
      );
    seen.set(reference.layerArn, reference);
  }
}

async function layerUse(
  reference: LayerVersionReference,
  ctx: Context,
): Promise<LayerUse> {
  const row = await ctx
    .table(layerVersions, reference)
    .get(reference.layerName, reference.version);
  if (!row)
    throw fault(
      InvalidParameterValueException,
      `Layer version ${reference.arn} does not exist.`,
    );
  return { arn: reference.arn, ...row.code };
}
