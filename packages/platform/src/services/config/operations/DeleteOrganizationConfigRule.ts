import { DeleteOrganizationConfigRuleCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { undeploy } from "../organization/deployments.ts";
import { deploymentArnOf } from "../organization/tables.ts";
import { needOn } from "../tags.ts";

export const DeleteOrganizationConfigRule = operation(
  DeleteOrganizationConfigRuleCommand,
  {
    needs: async ({ OrganizationConfigRuleName: name }, ctx) => [
      await needOn(
        "config:DeleteOrganizationConfigRule",
        deploymentArnOf(ctx, "rule", name),
        ctx,
      ),
    ],

    async handle({ OrganizationConfigRuleName: name }, ctx) {
      await undeploy("rule", name, ctx);
      return {};
    },
  },
);
