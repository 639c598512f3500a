import { DisableAWSServiceAccessCommand } from "@aws-sdk/client-organizations";
import { organizations } from "../../../core/identity/organization.ts";
import { allow, operation } from "../../../core/operation.ts";
import { asManagement } from "../membership.ts";

export const DisableAWSServiceAccess = operation(
  DisableAWSServiceAccessCommand,
  {
    needs: ({ ServicePrincipal }) => [
      allow("organizations:DisableAWSServiceAccess", "*", {
        "organizations:ServicePrincipal": ServicePrincipal,
      }),
    ],

    async handle({ ServicePrincipal }, ctx) {
      const organization = await asManagement(ctx);
      const { [ServicePrincipal]: _gone, ...serviceAccess } =
        organization.serviceAccess;
      await ctx.table(organizations).put({ ...organization, serviceAccess });
      return {};
    },
  },
);
