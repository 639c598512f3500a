import { RemoveLayerVersionPermissionCommand } from "@aws-sdk/client-lambda";
import { allow, operation } from "../../../core/operation.ts";
import { withoutStatement } from "../function-policy.ts";
import { layerVersion } from "../layer-reference.ts";
import { knownLayerVersion } from "../layer-version.ts";
import { checkRevision, newRevision } from "../revision.ts";
import { layerVersions } from "../tables.ts";

export const RemoveLayerVersionPermission = operation(
  RemoveLayerVersionPermissionCommand,
  {
    audit: { eventName: "RemoveLayerVersionPermission20181031" },

    needs: ({ LayerName, VersionNumber }, ctx) => [
      allow(
        "lambda:RemoveLayerVersionPermission",
        layerVersion(LayerName, VersionNumber, ctx).arn,
      ),
    ],

    async handle(input, ctx) {
      const reference = layerVersion(input.LayerName, input.VersionNumber, ctx);
      const { policy, ...rest } = await knownLayerVersion(reference, ctx);
      checkRevision(
        input.RevisionId,
        policy?.revisionId,
        "GetLayerVersionPolicy",
      );
      const statements = withoutStatement(
        policy?.statements,
        input.StatementId,
      );
      await ctx
        .table(layerVersions, reference)
        .put(
          statements.length === 0
            ? rest
            : { ...rest, policy: { statements, revisionId: newRevision() } },
        );
      return {};
    },
  },
);
