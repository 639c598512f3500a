import {
  AccountNotRegisteredException,
  DeregisterDelegatedAdministratorCommand,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import { organizationNodes } from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asManagement } from "../membership.ts";
import { accountIn } from "../nodes.ts";

export const DeregisterDelegatedAdministrator = operation(
  DeregisterDelegatedAdministratorCommand,
  {
    needs: async ({ AccountId, ServicePrincipal }, ctx) => [
      await onNode("DeregisterDelegatedAdministrator", AccountId, ctx, {
        "organizations:ServicePrincipal": ServicePrincipal,
      }),
    ],

    async handle({ AccountId, ServicePrincipal }, ctx) {
      const organization = await asManagement(ctx);
      const { membership, ...node } = await accountIn(
        organization,
        AccountId,
        ctx,
      );
      if (membership?.administers[ServicePrincipal] === undefined)
        throw fault(
          AccountNotRegisteredException,
          "The specified account is not a delegated administrator for this AWS service.",
        );
      const { [ServicePrincipal]: _gone, ...administers } =
        membership.administers;
      await ctx
        .table(organizationNodes)
        .put({ ...node, membership: { ...membership, administers } });
      return {};
    },
  },
);
