import { UpdateSecurityGroupRuleDescriptionsIngressCommand } from "@aws-sdk/client-ec2";
import { on } from "../kind.ts";
import { securityGroup as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { describeRules } from "../rule-changes.ts";

export const UpdateSecurityGroupRuleDescriptionsIngress = ec2Operation(
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
  {
    unbuilt: ["GroupName"],
    needs: async ({ GroupId }, ctx) => [
      await on(
        "UpdateSecurityGroupRuleDescriptionsIngress",
        kind,
        GroupId,
        ctx,
      ),
    ],
    handle: (input, ctx) => describeRules(input, false, ctx),
  },
);
