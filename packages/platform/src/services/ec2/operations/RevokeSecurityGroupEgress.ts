import { RevokeSecurityGroupEgressCommand } from "@aws-sdk/client-ec2";
import { on } from "../kind.ts";
import { securityGroup as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { revokeRules } from "../rule-changes.ts";

export const RevokeSecurityGroupEgress = ec2Operation(
  RevokeSecurityGroupEgressCommand,
  {
    unbuilt: ["SourceSecurityGroupName", "SourceSecurityGroupOwnerId"],
    needs: async ({ GroupId }, ctx) => [
      await on("RevokeSecurityGroupEgress", kind, GroupId, ctx),
    ],
    handle: (input, ctx) => revokeRules(input, true, ctx),
  },
);
