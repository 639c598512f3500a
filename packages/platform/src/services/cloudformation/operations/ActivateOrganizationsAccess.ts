import {
  ActivateOrganizationsAccessCommand,
  InvalidOperationException,
} from "@aws-sdk/client-cloudformation";
import { EnableAWSServiceAccessCommand } from "@aws-sdk/client-organizations";
import { Fault, fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { ORGANIZATION_SERVICE } from "../stack-sets/organization.ts";

/** Lets stack sets into the accounts of the caller's organization, with the caller's rights to its services. */
export const ActivateOrganizationsAccess = operation(
  ActivateOrganizationsAccessCommand,
  {
    needs: () => [allow("cloudformation:ActivateOrganizationsAccess", "*")],

    async handle(_input, ctx) {
      try {
        await ctx.send(
          new EnableAWSServiceAccessCommand({
            ServicePrincipal: ORGANIZATION_SERVICE,
          }),
          { as: "caller" },
        );
      } catch (error) {
        if (!(error instanceof Fault) || error.side === "server") throw error;
        throw fault(InvalidOperationException, error.message);
      }
      return {};
    },
  },
);
