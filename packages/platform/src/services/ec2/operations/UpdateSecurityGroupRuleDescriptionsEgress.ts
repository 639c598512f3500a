import { UpdateSecurityGroupRuleDescriptionsEgressCommand } from "@aws-sdk/client-ec2";
import { on } from "../kind.ts";
import { securityGroup as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { describeRules } from "../rule-changes.ts";

export const UpdateSecurityGroupRuleDescriptionsEgress = ec2Operation(
  UpdateSecurityGroupRuleDescriptionsEgressCommand,
  {
    unbuilt: ["GroupName"],
    needs: async ({ GroupId }, ctx) => [
      await on("UpdateSecurityGroupRuleDescriptionsEgress", kind, GroupId, ctx),
    ],
    handle: (input, ctx) => describeRules(input, true, ctx),
  },
);
