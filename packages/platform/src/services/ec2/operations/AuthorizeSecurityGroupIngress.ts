import { AuthorizeSecurityGroupIngressCommand } from "@aws-sdk/client-ec2";
import { authorizeRules, authorizingNeeds } from "../rule-changes.ts";
import { ec2Operation } from "../operation.ts";

export const AuthorizeSecurityGroupIngress = ec2Operation(
  AuthorizeSecurityGroupIngressCommand,
  {
    unbuilt: [
      "GroupName",
      "SourceSecurityGroupName",
      "SourceSecurityGroupOwnerId",
    ],
    needs: (input, ctx) =>
      authorizingNeeds("AuthorizeSecurityGroupIngress", input, ctx),
    handle: (input, ctx) => authorizeRules(input, false, ctx),
  },
);
