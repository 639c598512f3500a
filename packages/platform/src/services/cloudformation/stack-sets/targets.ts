import type { DeploymentTargets } from "@aws-sdk/client-cloudformation";
import type { Context } from "../../../core/context.ts";
import { invalid } from "../stack.ts";
import { accountsBelow, checkManages } from "./organization.ts";
import type { FoundSet } from "./sets.ts";
import { stackInstances, type StackInstanceRow } from "./tables.ts";

/** An account and a Region that an operation is about. */
export interface SetTarget {
  readonly account: string;
  readonly region: string;
  readonly unitId?: string;
}

/** What a request says of accounts and Regions. */
export interface RequestedTargets {
  readonly Accounts?: readonly string[] | undefined;
  readonly DeploymentTargets?: DeploymentTargets | undefined;
  readonly Regions?: readonly string[] | undefined;
}

/** The accounts and Regions that a request means. @throws Fault ValidationError */
export async function requestedTargets(
  found: FoundSet,
  request: RequestedTargets,
  ctx: Context,
): Promise<readonly SetTarget[]> {
  const regions = [...new Set(request.Regions ?? [])];
  const accounts =
    found.set.permissionModel === "SERVICE_MANAGED"
      ? await accountsOfUnits(found, request, ctx)
      : accountsNamed(request).map((account) => ({ account }));
  return regions.flatMap((region) =>
    accounts.map((target) => ({ ...target, region })),
  );
}

function accountsNamed({
  Accounts,
  DeploymentTargets,
}: RequestedTargets): readonly string[] {
  const { OrganizationalUnitIds, AccountsUrl } = DeploymentTargets ?? {};
  if (OrganizationalUnitIds?.length)
    throw invalid(
      "StackSets with SELF_MANAGED permission model can only have accounts as target",
    );
  refuseUrl(AccountsUrl);
  return [...new Set(Accounts ?? DeploymentTargets?.Accounts ?? [])];
}

async function accountsOfUnits(
  { place }: FoundSet,
  { Accounts, DeploymentTargets = {} }: RequestedTargets,
  ctx: Context,
): Promise<readonly Omit<SetTarget, "region">[]> {
  const {
    OrganizationalUnitIds: units = [],
    Accounts: named = [],
    AccountFilterType: filter = "NONE",
    AccountsUrl,
  } = DeploymentTargets;
  refuseUrl(AccountsUrl);
  if (Accounts?.length || (units.length === 0 && filter !== "UNION"))
    throw invalid(
      "StackSets with SERVICE_MANAGED permission model can only have OrganizationalUnit as target",
    );
  const organization = await checkManages(place, ctx);
  const below = new Map<string, string | undefined>();
  for (const unitId of units)
    for (const account of await accountsBelow(unitId, organization, ctx))
      below.set(account, unitId);
  const meant = {
    NONE: () => true,
    INTERSECTION: (account: string) => named.includes(account),
    DIFFERENCE: (account: string) => !named.includes(account),
    UNION: () => true,
  }[filter];
  if (filter === "UNION") {
    const all = await accountsBelow(organization.rootId, organization, ctx);
    for (const account of named)
      if (all.includes(account) && !below.has(account))
        below.set(account, organization.rootId);
  }
  return [...below]
    .filter(([account]) => meant(account))
    .map(([account, unitId]) => ({
      account,
      ...(unitId === undefined ? {} : { unitId }),
    }));
}

function refuseUrl(url: string | undefined): void {
  if (url !== undefined)
    throw invalid(
      "Deployment targets in a file, AccountsUrl, are not offered.",
    );
}

/** Those of a set's instances that a request means; all where it names neither accounts nor Regions. */
export async function requestedInstances(
  found: FoundSet,
  { Regions, ...request }: RequestedTargets,
  ctx: Context,
): Promise<readonly StackInstanceRow[]> {
  const { accountId } = found.place;
  const { rows } = await ctx
    .table(stackInstances, { accountId })
    .list({ prefix: [found.set.id] });
  const { Accounts, DeploymentTargets } = request;
  const units = DeploymentTargets?.OrganizationalUnitIds;
  const named = Accounts?.length || DeploymentTargets?.Accounts?.length;
  if (!named && !units?.length)
    return rows.filter((row) => Regions?.includes(row.region) ?? true);
  const targets = await requestedTargets(
    found,
    { ...request, Regions: Regions ?? rows.map(({ region }) => region) },
    ctx,
  );
  return rows.filter((row) =>
    targets.some(
      ({ account, region }) => row.account === account && row.region === region,
    ),
  );
}
