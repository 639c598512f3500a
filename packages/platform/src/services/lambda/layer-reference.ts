import { InvalidParameterValueException } from "@aws-sdk/client-lambda";
import { arn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";

/** A layer, or one version of it, with its ARN. */
export interface LayerReference extends Place {
  readonly layerName: string;
  readonly layerArn: string;
}

export interface LayerVersionReference extends LayerReference {
  readonly version: number;
  readonly arn: string;
}

const NAME =
  /^(?:arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):(\d{12}):layer:)?([a-zA-Z0-9-_]+)$/;
const VERSION =
  /^(arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+):(\d+)$/;

/** Reads a layer's name or ARN. */
export function layerReference(text: string, at: Place): LayerReference {
  const [, region = at.region, accountId = at.accountId, layerName] =
    NAME.exec(text) ?? [];
  if (layerName === undefined)
    throw fault(
      InvalidParameterValueException,
      `The layer name ${text} is not valid.`,
    );
  return {
    region,
    accountId,
    layerName,
    layerArn: arn("lambda", { region, accountId }, `layer:${layerName}`),
  };
}

/** A version of a layer that is known by name or ARN. */
export function layerVersion(
  text: string,
  version: number,
  at: Place,
): LayerVersionReference {
  const layer = layerReference(text, at);
  return { ...layer, version, arn: `${layer.layerArn}:${version}` };
}

/** Reads a layer version's ARN; undefined where it is none. */
export function layerVersionOf(
  text: string,
  at: Place,
): LayerVersionReference | undefined {
  const [, layer, version] = VERSION.exec(text) ?? [];
  if (layer === undefined) return undefined;
  return layerVersion(layer, Number(version), at);
}
