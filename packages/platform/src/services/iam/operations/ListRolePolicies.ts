import { ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { inlinePolicyNames } from "../inline-policies.ts";
import { roleNamed, onRole } from "../roles.ts";

export const ListRolePolicies = operation(ListRolePoliciesCommand, {
  needs: ({ RoleName }, ctx) => onRole("ListRolePolicies", RoleName, ctx),

  async handle({ RoleName, ...paging }, ctx) {
    return inlinePolicyNames(await roleNamed(RoleName, ctx), paging);
  },
});
