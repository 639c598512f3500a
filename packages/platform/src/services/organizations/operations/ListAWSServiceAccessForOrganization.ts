import { ListAWSServiceAccessForOrganizationCommand } from "@aws-sdk/client-organizations";
import { allow, operation } from "../../../core/operation.ts";
import { asAdministrator } from "../membership.ts";

export const ListAWSServiceAccessForOrganization = operation(
  ListAWSServiceAccessForOrganizationCommand,
  {
    needs: () => [
      allow("organizations:ListAWSServiceAccessForOrganization", "*"),
    ],

    async handle(_input, ctx) {
      const { serviceAccess } = await asAdministrator(ctx);
      return {
        EnabledServicePrincipals: Object.entries(serviceAccess).map(
          ([ServicePrincipal, at]) => ({
            ServicePrincipal,
            DateEnabled: new Date(at),
          }),
        ),
      };
    },
  },
);
