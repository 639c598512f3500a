import {
  MasterCannotLeaveOrganizationException,
  RemoveAccountFromOrganizationCommand,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asManagement } from "../membership.ts";
import { accountIn } from "../nodes.ts";
import { leave } from "../leave.ts";

export const RemoveAccountFromOrganization = operation(
  RemoveAccountFromOrganizationCommand,
  {
    needs: async ({ AccountId }, ctx) => [
      await onNode("RemoveAccountFromOrganization", AccountId, ctx),
    ],

    async handle({ AccountId }, ctx) {
      const organization = await asManagement(ctx);
      const node = await accountIn(organization, AccountId, ctx);
      if (AccountId === organization.managementAccountId)
        throw fault(
          MasterCannotLeaveOrganizationException,
          "You can't remove a management account from an organization.",
        );
      await leave(node, ctx);
      return {};
    },
  },
);
