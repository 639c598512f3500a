import {
  NoAvailableOrganizationException,
  OrganizationAccessDeniedException,
  OrganizationAllFeaturesNotEnabledException,
} from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import {
  organizationNodes,
  organizations,
  type Organization,
} from "../../../core/identity/organization.ts";
import { fault } from "../../../core/errors.ts";
import { ORGANIZATION_SERVICE } from "./tables.ts";

/**
 * The organization for which the caller's account may act: as its management account, or as delegated administrator.
 * @throws Fault NoAvailableOrganizationException, OrganizationAccessDeniedException, OrganizationAllFeaturesNotEnabledException
 */
export async function administered(
  ctx: Context,
  service: string = ORGANIZATION_SERVICE,
): Promise<Organization> {
  const node = await ctx.table(organizationNodes).get(ctx.accountId);
  const organization = node && (await ctx.table(organizations).get(node.orgId));
  if (!organization)
    throw fault(
      NoAvailableOrganizationException,
      "The account is not part of an organization.",
    );
  if (
    organization.managementAccountId !== ctx.accountId &&
    node.membership?.administers[service] === undefined
  )
    throw fault(
      OrganizationAccessDeniedException,
      "This action can only be made by the management account or a delegated administrator.",
    );
  if (organization.featureSet !== "ALL")
    throw fault(
      OrganizationAllFeaturesNotEnabledException,
      "All features are not enabled in the organization.",
    );
  return organization;
}

/** The active accounts of an organization. */
export async function accountsOf(
  { orgId }: Organization,
  ctx: Context,
): Promise<readonly string[]> {
  const { rows } = await ctx
    .table(organizationNodes)
    .list({ index: "byKind", prefix: [orgId, "ACCOUNT"] });
  return rows
    .filter(({ membership }) => membership?.status === "ACTIVE")
    .map(({ id }) => id);
}
