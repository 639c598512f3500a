import { ListUserPoliciesCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { inlinePolicyNames } from "../inline-policies.ts";
import { userNamed, onUser } from "../users.ts";

export const ListUserPolicies = operation(ListUserPoliciesCommand, {
  needs: ({ UserName }, ctx) => onUser("ListUserPolicies", UserName, ctx),

  async handle({ UserName, ...paging }, ctx) {
    return inlinePolicyNames(await userNamed(UserName, ctx), paging);
  },
});
