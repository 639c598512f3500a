import { EnableAWSServiceAccessCommand } from "@aws-sdk/client-organizations";
import { organizations } from "../../../core/identity/organization.ts";
import { allow, operation } from "../../../core/operation.ts";
import { violates } from "../faults.ts";
import { asManagement } from "../membership.ts";

export const EnableAWSServiceAccess = operation(EnableAWSServiceAccessCommand, {
  needs: ({ ServicePrincipal }) => [
    allow("organizations:EnableAWSServiceAccess", "*", {
      "organizations:ServicePrincipal": ServicePrincipal,
    }),
  ],

  async handle({ ServicePrincipal }, ctx) {
    const organization = await asManagement(ctx);
    if (organization.featureSet !== "ALL")
      throw violates(
        "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
        "You attempted to perform an operation that requires the organization to be configured to support all features.",
      );
    const { serviceAccess } = organization;
    await ctx.table(organizations).put({
      ...organization,
      serviceAccess: { [ServicePrincipal]: ctx.now(), ...serviceAccess },
    });
    return {};
  },
});
