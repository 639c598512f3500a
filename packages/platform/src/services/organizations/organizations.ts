import type { Context } from "../../core/context.ts";
import {
  organizationNodes,
  type Organization,
} from "../../core/identity/organization.ts";
import { nodeArn, organizationArn } from "./arns.ts";

/** An organization as the API answers it. */
export async function shownOrganization(
  organization: Organization,
  ctx: Context,
) {
  const { orgId, managementAccountId, featureSet, policyTypes } = organization;
  const management = await ctx
    .table(organizationNodes)
    .get(managementAccountId);
  return {
    Id: orgId,
    Arn: organizationArn(organization),
    FeatureSet: featureSet,
    MasterAccountArn: nodeArn(organization, managementAccountId),
    MasterAccountId: managementAccountId,
    MasterAccountEmail: management?.membership?.email,
    AvailablePolicyTypes: enabled(policyTypes),
  };
}

/** Enabled types as roots and organizations show them. */
export const enabled = (types: Organization["policyTypes"]) =>
  types.map((Type) => ({ Type, Status: "ENABLED" as const }));
