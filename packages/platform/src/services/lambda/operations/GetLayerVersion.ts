import { GetLayerVersionCommand } from "@aws-sdk/client-lambda";
import { allow, operation } from "../../../core/operation.ts";
import { layerVersion } from "../layer-reference.ts";
import { knownLayerVersion, layerVersionAnswer } from "../layer-version.ts";

export const GetLayerVersion = operation(GetLayerVersionCommand, {
  audit: { eventName: "GetLayerVersion20181031" },

  needs: ({ LayerName, VersionNumber }, ctx) => [
    allow(
      "lambda:GetLayerVersion",
      layerVersion(LayerName, VersionNumber, ctx).arn,
    ),
  ],

  async handle({ LayerName, VersionNumber }, ctx) {
    const reference = layerVersion(LayerName, VersionNumber, ctx);
    const row = await knownLayerVersion(reference, ctx);
    return layerVersionAnswer(row, reference, ctx);
  },
});
