import { GetGroupPolicyCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { inlinePolicy } from "../inline-policies.ts";
import { groupNamed, onGroup } from "../groups.ts";

export const GetGroupPolicy = operation(GetGroupPolicyCommand, {
  needs: ({ GroupName }, ctx) => onGroup("GetGroupPolicy", GroupName, ctx),

  async handle({ GroupName, PolicyName }, ctx) {
    const group = await groupNamed(GroupName, ctx);
    return {
      GroupName: group.groupName,
      ...inlinePolicy("group", group, PolicyName),
    };
  },
});
