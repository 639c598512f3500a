import type { Context, NeedsContext, Place } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import {
  lineage,
  organizationNodes,
  organizations,
  type Organization,
} from "../../../core/identity/organization.ts";
import { invalid } from "../stack.ts";

/** As whom an organization's sets work in its accounts, and what has to have trusted access for it. */
export const ORGANIZATION_SERVICE =
  "member.org.stacksets.cloudformation.amazonaws.com";

type Reading = Pick<NeedsContext, "table">;

/** The organization of an account. */
export async function organizationOf(
  accountId: string,
  ctx: Reading,
): Promise<Organization | undefined> {
  const node = await ctx.table(organizationNodes).get(accountId);
  return node && ctx.table(organizations).get(node.orgId);
}

/**
 * Whose sets a request means: the caller's own, or as a delegated administrator those of the organization.
 * @throws Fault ValidationError
 */
export async function ownerOf(
  callAs: string | undefined,
  ctx: NeedsContext,
): Promise<Place> {
  const { accountId, region } = ctx;
  if (callAs !== "DELEGATED_ADMIN") return { accountId, region };
  const organization = await organizationOf(accountId, ctx);
  const node = await ctx.table(organizationNodes).get(accountId);
  if (
    !organization ||
    node?.membership?.administers[ORGANIZATION_SERVICE] === undefined
  )
    throw invalid(
      `Account used is not a delegated administrator for the service principal ${ORGANIZATION_SERVICE}`,
    );
  return { accountId: organization.managementAccountId, region };
}

/** An organization's sets are its management account's, once the service is trusted. @throws Fault ValidationError */
export async function checkManages(
  { accountId }: Place,
  ctx: NeedsContext,
): Promise<Organization> {
  const organization = await organizationOf(accountId, ctx);
  if (
    !organization ||
    organization.managementAccountId !== accountId ||
    organization.serviceAccess[ORGANIZATION_SERVICE] === undefined
  )
    throw invalid(
      "You must be the master account or delegated admin account of an organization before operating a SERVICE_MANAGED stack set, and organizations access must be enabled.",
    );
  return organization;
}

/** The active accounts below a unit or the root, but for the management account. @throws Fault ValidationError */
export async function accountsBelow(
  unitId: string,
  organization: Organization,
  ctx: Context,
): Promise<readonly string[]> {
  const nodes = ctx.table(organizationNodes);
  const unit = await nodes.get(unitId);
  if (unit?.orgId !== organization.orgId || unit.kind === "ACCOUNT")
    throw invalid(`OrganizationalUnit ${unitId} not found`);
  const { rows } = await nodes.list({ index: "byParent", prefix: [unitId] });
  const below = await Promise.all(
    rows.map(async ({ id, kind, membership }) =>
      kind === "ORGANIZATIONAL_UNIT"
        ? accountsBelow(id, organization, ctx)
        : membership?.status === "ACTIVE" &&
            id !== organization.managementAccountId
          ? [id]
          : [],
    ),
  );
  return below.flat();
}

/** The units that an account is below, the root among them; none where it is in no organization or closed. */
export async function unitsAbove(
  accountId: string,
  { orgId }: Organization,
  ctx: Reading,
): Promise<readonly string[]> {
  const node = await ctx.table(organizationNodes).get(accountId);
  if (node?.orgId !== orgId || node.membership?.status !== "ACTIVE") return [];
  return (await lineage(node, ctx)).map(({ id }) => id);
}

/** Whether an error is one that a request was refused with. */
export const isRefusal = (error: unknown): error is Fault =>
  error instanceof Fault && error.side === "client";
