import { ListPoliciesCommand } from "@aws-sdk/client-iam";
import type { Context } from "../../../core/context.ts";
import { awsManagedPolicies } from "../../../core/identity/aws-managed.ts";
import {
  managedPolicies,
  type ManagedPolicy,
} from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { pageOfItems } from "../marker.ts";
import { allUses, UNUSED, type Uses } from "../policy-uses.ts";
import { ofAws, shownPolicy } from "../policies.ts";

/** The account's managed policies and AWS's. */
export const ListPolicies = operation(ListPoliciesCommand, {
  needs: () => [allow("iam:ListPolicies", "*")],

  async handle(
    {
      Scope = "All",
      OnlyAttached,
      PathPrefix = "/",
      PolicyUsageFilter,
      ...paging
    },
    ctx,
  ) {
    const uses = await allUses(ctx);
    const usesOf = (arn: string): Uses => uses.get(arn) ?? UNUSED;
    const inUse = (arn: string): boolean =>
      PolicyUsageFilter === "PermissionsBoundary"
        ? usesOf(arn).boundaries > 0
        : usesOf(arn).attachments > 0;
    const filtered = OnlyAttached === true || PolicyUsageFilter !== undefined;

    const policies = (await ofScope(Scope, ctx)).filter(
      ({ path, arn }) =>
        path.startsWith(PathPrefix) && (!filtered || inUse(arn)),
    );
    const { items, ends } = pageOfItems(
      policies,
      ({ policyName, arn }) => `${policyName} ${arn}`,
      paging,
    );
    return {
      Policies: items.map((policy) => shownPolicy(policy, usesOf(policy.arn))),
      ...ends,
    };
  },
});

async function ofScope(
  scope: string,
  ctx: Context,
): Promise<readonly ManagedPolicy[]> {
  const own =
    scope === "AWS" ? [] : (await ctx.table(managedPolicies).list()).rows;
  const aws =
    scope === "Local" ? [] : [...(await awsManagedPolicies()).values()];
  return [...own, ...aws.map(ofAws)];
}
