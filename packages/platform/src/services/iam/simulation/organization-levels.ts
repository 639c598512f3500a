import type { Context } from "../../../core/context.ts";
import {
  lineage,
  organizationNodes,
  organizationPolicy,
  organizations,
} from "../../../core/identity/organization.ts";
import { simulatedPolicy } from "./simulated-policy.ts";
import type { Scenario } from "./simulate.ts";

/** The service control policies that bind the caller's account, by level; nothing for an account without an organization or with SCPs off. */
export async function organizationLevels(
  ctx: Context,
): Promise<Pick<Scenario, "scps" | "managementAccountId">> {
  const node = await ctx.table(organizationNodes).get(ctx.accountId);
  const organization = node && (await ctx.table(organizations).get(node.orgId));
  if (!node || !organization?.policyTypes.includes("SERVICE_CONTROL_POLICY"))
    return {};
  const scps = await Promise.all(
    (await lineage(node, ctx)).map(async ({ policies }) => {
      const found = await Promise.all(
        policies.map((id) => organizationPolicy(node.orgId, id, ctx)),
      );
      return found.flatMap((policy) =>
        policy?.type === "SERVICE_CONTROL_POLICY"
          ? [simulatedPolicy(policy.name, policy.document, "scp")]
          : [],
      );
    }),
  );
  return { scps, managementAccountId: organization.managementAccountId };
}
