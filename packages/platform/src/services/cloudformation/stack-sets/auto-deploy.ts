import type { Context } from "../../../core/context.ts";
import { organizations } from "../../../core/identity/organization.ts";
import { beginSetOperation } from "./begin.ts";
import { unitsAbove } from "./organization.ts";
import { stackInstances, stackSets, type StackSetRow } from "./tables.ts";

/** An account came into a unit, or left it: sets that deploy by themselves follow. */
export async function followAccount(
  { orgId, accountId: account }: { orgId: string; accountId: string },
  ctx: Context,
): Promise<void> {
  const organization = await ctx.table(organizations).get(orgId);
  if (!organization || account === organization.managementAccountId) return;
  const accountId = organization.managementAccountId;
  const above = await unitsAbove(account, organization, ctx);
  const { rows } = await ctx.table(stackSets, { accountId }).list();
  for (const set of rows)
    if (set.status === "ACTIVE" && set.autoDeployment?.enabled)
      await follow(set, account, above, accountId, ctx);
}

async function follow(
  set: StackSetRow,
  account: string,
  above: readonly string[],
  accountId: string,
  ctx: Context,
): Promise<void> {
  const found = { set, place: { accountId, region: set.region } };
  const { rows: there } = await ctx
    .table(stackInstances, { accountId })
    .list({ prefix: [set.id, account] });
  const wanted = above.flatMap((unitId) =>
    (set.units[unitId] ?? []).map((region) => ({ account, region, unitId })),
  );
  const missing = wanted.filter(
    ({ region }) => !there.some((row) => row.region === region),
  );
  const surplus = there.filter(
    ({ region }) => !wanted.some((target) => target.region === region),
  );
  const begin = (
    action: "CREATE" | "DELETE",
    targets: Parameters<typeof beginSetOperation>[1],
  ) =>
    beginSetOperation(
      found,
      targets,
      {
        action,
        waits: true,
        retainStacks: set.autoDeployment?.retainStacks ?? false,
      },
      ctx,
    );
  if (missing.length > 0) await begin("CREATE", missing);
  if (surplus.length > 0) await begin("DELETE", surplus);
}
