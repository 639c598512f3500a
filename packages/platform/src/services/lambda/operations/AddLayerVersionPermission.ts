import {
  AddLayerVersionPermissionCommand,
  InvalidParameterValueException,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import {
  grantedStatement,
  storedStatement,
  withStatement,
} from "../function-policy.ts";
import { layerVersion } from "../layer-reference.ts";
import { knownLayerVersion } from "../layer-version.ts";
import { checkRevision, newRevision } from "../revision.ts";
import { layerVersions } from "../tables.ts";

export const AddLayerVersionPermission = operation(
  AddLayerVersionPermissionCommand,
  {
    audit: { eventName: "AddLayerVersionPermission20181031" },

    needs: ({ LayerName, VersionNumber }, ctx) => [
      allow(
        "lambda:AddLayerVersionPermission",
        layerVersion(LayerName, VersionNumber, ctx).arn,
      ),
    ],

    async handle(input, ctx) {
      const reference = layerVersion(input.LayerName, input.VersionNumber, ctx);
      if (input.OrganizationId !== undefined && input.Principal !== "*")
        throw fault(
          InvalidParameterValueException,
          "The principal must be * when an organization is specified.",
        );
      const row = await knownLayerVersion(reference, ctx);
      checkRevision(
        input.RevisionId,
        row.policy?.revisionId,
        "GetLayerVersionPolicy",
      );
      const statement = grantedStatement(
        { ...input, PrincipalOrgID: input.OrganizationId },
        reference.arn,
      );
      const policy = {
        statements: withStatement(
          row.policy?.statements ?? [],
          await storedStatement(statement, ctx),
        ),
        revisionId: newRevision(),
      };
      await ctx.table(layerVersions, reference).put({ ...row, policy });
      return {
        Statement: JSON.stringify(statement),
        RevisionId: policy.revisionId,
      };
    },
  },
);
