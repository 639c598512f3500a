import { RevokeSecurityGroupIngressCommand } from "@aws-sdk/client-ec2";
import { on } from "../kind.ts";
import { securityGroup as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { revokeRules } from "../rule-changes.ts";

export const RevokeSecurityGroupIngress = ec2Operation(
  RevokeSecurityGroupIngressCommand,
  {
    unbuilt: [
      "GroupName",
      "SourceSecurityGroupName",
      "SourceSecurityGroupOwnerId",
    ],
    needs: async ({ GroupId }, ctx) => [
      await on("RevokeSecurityGroupIngress", kind, GroupId, ctx),
    ],
    handle: (input, ctx) => revokeRules(input, false, ctx),
  },
);
