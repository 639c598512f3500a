import { DuplicatePolicyException } from "@aws-sdk/client-organizations";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  DEFAULT_POLICIES,
  organizationPolicies,
  type OrganizationPolicyType,
} from "../../core/identity/organization.ts";

/** Policies of a type have different names. @throws Fault DuplicatePolicyException */
export async function checkPolicyName(
  orgId: string,
  type: OrganizationPolicyType,
  name: string,
  ctx: Context,
): Promise<void> {
  const { rows } = await ctx.table(organizationPolicies).list({
    index: "byName",
    prefix: [orgId, type, name],
    limit: 1,
  });
  if (rows.length > 0 || DEFAULT_POLICIES[type].name === name)
    throw fault(
      DuplicatePolicyException,
      "A policy with the same name already exists.",
    );
}
