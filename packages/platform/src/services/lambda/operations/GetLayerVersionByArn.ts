import {
  GetLayerVersionByArnCommand,
  InvalidParameterValueException,
} from "@aws-sdk/client-lambda";
import type { Place } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import {
  layerVersionOf,
  type LayerVersionReference,
} from "../layer-reference.ts";
import { knownLayerVersion, layerVersionAnswer } from "../layer-version.ts";

export const GetLayerVersionByArn = operation(GetLayerVersionByArnCommand, {
  audit: { eventName: "GetLayerVersionByArn20181031" },

  needs: ({ Arn }, ctx) => [
    allow("lambda:GetLayerVersion", referenced(Arn, ctx).arn),
  ],

  async handle({ Arn }, ctx) {
    const reference = referenced(Arn, ctx);
    const row = await knownLayerVersion(reference, ctx);
    return layerVersionAnswer(row, reference, ctx);
  },
});

function referenced(arn: string, at: Place): LayerVersionReference {
  const reference = layerVersionOf(arn, at);
  if (!reference)
    throw fault(
      InvalidParameterValueException,
      `${arn} is not the ARN of a layer version.`,
    );
  return reference;
}
