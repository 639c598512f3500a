import {
  AccountNotRegisteredException,
  ListDelegatedServicesForAccountCommand,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asAdministrator } from "../membership.ts";
import { accountIn } from "../nodes.ts";

export const ListDelegatedServicesForAccount = operation(
  ListDelegatedServicesForAccountCommand,
  {
    needs: async ({ AccountId }, ctx) => [
      await onNode("ListDelegatedServicesForAccount", AccountId, ctx),
    ],

    async handle({ AccountId }, ctx) {
      const organization = await asAdministrator(ctx);
      const { membership } = await accountIn(organization, AccountId, ctx);
      const services = Object.entries(membership?.administers ?? {});
      if (services.length === 0)
        throw fault(
          AccountNotRegisteredException,
          "The specified account is not a delegated administrator for this AWS service.",
        );
      return {
        DelegatedServices: services.map(([ServicePrincipal, at]) => ({
          ServicePrincipal,
          DelegationEnabledDate: new Date(at),
        })),
      };
    },
  },
);
