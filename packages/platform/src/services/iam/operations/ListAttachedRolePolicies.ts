import { ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { attachedPage } from "../attachments.ts";
import { roleNamed, onRole } from "../roles.ts";

export const ListAttachedRolePolicies = operation(
  ListAttachedRolePoliciesCommand,
  {
    needs: ({ RoleName }, ctx) =>
      onRole("ListAttachedRolePolicies", RoleName, ctx),

    async handle({ RoleName, ...paging }, ctx) {
      return attachedPage(await roleNamed(RoleName, ctx), paging);
    },
  },
);
