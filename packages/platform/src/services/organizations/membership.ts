import type { NeedsContext } from "../../core/context.ts";
import {
  organizationNodes,
  organizations,
  type Organization,
} from "../../core/identity/organization.ts";
import { notInUse, notPermitted } from "./faults.ts";

/** The organization of the caller's account; undefined where it is in none. */
export async function organizationOf(
  ctx: NeedsContext,
): Promise<Organization | undefined> {
  const node = await ctx.table(organizationNodes).get(ctx.accountId);
  return node && (await ctx.table(organizations).get(node.orgId));
}

/** The caller's organization. @throws Fault AWSOrganizationsNotInUseException */
export async function asMember(ctx: NeedsContext): Promise<Organization> {
  const organization = await organizationOf(ctx);
  if (!organization) throw notInUse();
  return organization;
}

/** The organization that the caller's account manages. @throws Fault AWSOrganizationsNotInUseException, AccessDeniedException */
export async function asManagement(ctx: NeedsContext): Promise<Organization> {
  const organization = await asMember(ctx);
  if (organization.managementAccountId !== ctx.accountId) throw notPermitted();
  return organization;
}

/** For reads, which delegated administrators may do too. @throws Fault AWSOrganizationsNotInUseException, AccessDeniedException */
export async function asAdministrator(
  ctx: NeedsContext,
): Promise<Organization> {
  const organization = await asMember(ctx);
  if (organization.managementAccountId === ctx.accountId) return organization;
  const own = await ctx.table(organizationNodes).get(ctx.accountId);
  const administers = Object.keys(own?.membership?.administers ?? {});
  if (administers.length === 0) throw notPermitted();
  return organization;
}
