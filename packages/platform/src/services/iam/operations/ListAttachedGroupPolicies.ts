import { ListAttachedGroupPoliciesCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { attachedPage } from "../attachments.ts";
import { groupNamed, onGroup } from "../groups.ts";

export const ListAttachedGroupPolicies = operation(
  ListAttachedGroupPoliciesCommand,
  {
    needs: ({ GroupName }, ctx) =>
      onGroup("ListAttachedGroupPolicies", GroupName, ctx),

    async handle({ GroupName, ...paging }, ctx) {
      return attachedPage(await groupNamed(GroupName, ctx), paging);
    },
  },
);
