import { DeleteOrganizationConformancePackCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { undeploy } from "../organization/deployments.ts";
import { deploymentArnOf } from "../organization/tables.ts";
import { needOn } from "../tags.ts";

export const DeleteOrganizationConformancePack = operation(
  DeleteOrganizationConformancePackCommand,
  {
    needs: async ({ OrganizationConformancePackName: name }, ctx) => [
      await needOn(
        "config:DeleteOrganizationConformancePack",
        deploymentArnOf(ctx, "pack", name),
        ctx,
      ),
    ],

    async handle({ OrganizationConformancePackName: name }, ctx) {
      await undeploy("pack", name, ctx);
      return {};
    },
  },
);
