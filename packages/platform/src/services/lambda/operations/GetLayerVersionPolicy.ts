import {
  GetLayerVersionPolicyCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { layerVersion } from "../layer-reference.ts";
import { knownLayerVersion } from "../layer-version.ts";
import { shownDocument } from "../function-policy.ts";

export const GetLayerVersionPolicy = operation(GetLayerVersionPolicyCommand, {
  audit: { eventName: "GetLayerVersionPolicy20181031" },

  needs: ({ LayerName, VersionNumber }, ctx) => [
    allow(
      "lambda:GetLayerVersionPolicy",
      layerVersion(LayerName, VersionNumber, ctx).arn,
    ),
  ],

  async handle({ LayerName, VersionNumber }, ctx) {
    const reference = layerVersion(LayerName, VersionNumber, ctx);
    const { policy } = await knownLayerVersion(reference, ctx);
    if (!policy)
      throw fault(
        ResourceNotFoundException,
        "No policy is associated with the given resource.",
      );
    return {
      Policy: await shownDocument(policy.statements, ctx),
      RevisionId: policy.revisionId,
    };
  },
});
