import { ListGroupPoliciesCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { inlinePolicyNames } from "../inline-policies.ts";
import { groupNamed, onGroup } from "../groups.ts";

export const ListGroupPolicies = operation(ListGroupPoliciesCommand, {
  needs: ({ GroupName }, ctx) => onGroup("ListGroupPolicies", GroupName, ctx),

  async handle({ GroupName, ...paging }, ctx) {
    return inlinePolicyNames(await groupNamed(GroupName, ctx), paging);
  },
});
