import {
  AccountAlreadyRegisteredException,
  RegisterDelegatedAdministratorCommand,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import { organizationNodes } from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { noSuchAccount, violates } from "../faults.ts";
import { asManagement } from "../membership.ts";
import { accountIn } from "../nodes.ts";

/** A member that administers a service may read the organization. */
export const RegisterDelegatedAdministrator = operation(
  RegisterDelegatedAdministratorCommand,
  {
    needs: async ({ AccountId, ServicePrincipal }, ctx) => [
      await onNode("RegisterDelegatedAdministrator", AccountId, ctx, {
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
      if (!membership) throw noSuchAccount();
      if (AccountId === organization.managementAccountId)
        throw violates(
          "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
          "You attempted to register the management account of the organization as a delegated administrator for an AWS service integrated with Organizations.",
        );
      if (membership.status === "SUSPENDED")
        throw violates(
          "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
          "You attempted to register a suspended account as a delegated administrator.",
        );
      if (membership.administers[ServicePrincipal] !== undefined)
        throw fault(
          AccountAlreadyRegisteredException,
          "The specified account is already a delegated administrator for this AWS service.",
        );
      const administers = {
        ...membership.administers,
        [ServicePrincipal]: ctx.now(),
      };
      await ctx
        .table(organizationNodes)
        .put({ ...node, membership: { ...membership, administers } });
      return {};
    },
  },
);
