import { AuthorizeSecurityGroupEgressCommand } from "@aws-sdk/client-ec2";
import { authorizeRules, authorizingNeeds } from "../rule-changes.ts";
import { ec2Operation } from "../operation.ts";

export const AuthorizeSecurityGroupEgress = ec2Operation(
  AuthorizeSecurityGroupEgressCommand,
  {
    unbuilt: ["SourceSecurityGroupName", "SourceSecurityGroupOwnerId"],
    needs: (input, ctx) =>
      authorizingNeeds("AuthorizeSecurityGroupEgress", input, ctx),
    handle: (input, ctx) => authorizeRules(input, true, ctx),
  },
);
