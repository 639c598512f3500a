import { ListAttachedUserPoliciesCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { attachedPage } from "../attachments.ts";
import { userNamed, onUser } from "../users.ts";

export const ListAttachedUserPolicies = operation(
  ListAttachedUserPoliciesCommand,
  {
    needs: ({ UserName }, ctx) =>
      onUser("ListAttachedUserPolicies", UserName, ctx),

    async handle({ UserName, ...paging }, ctx) {
      return attachedPage(await userNamed(UserName, ctx), paging);
    },
  },
);
