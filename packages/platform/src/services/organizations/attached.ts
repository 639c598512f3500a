import type { Context } from "../../core/context.ts";
import {
  organizationPolicy,
  type DefaultPolicy,
  type OrganizationNode,
  type OrganizationPolicyType,
} from "../../core/identity/organization.ts";

/** The policies of a type that are attached to a target itself, in the order of attachment. */
export async function attachedOfType(
  { orgId, policies }: OrganizationNode,
  type: OrganizationPolicyType,
  ctx: Context,
): Promise<readonly DefaultPolicy[]> {
  const found = await Promise.all(
    policies.map((id) => organizationPolicy(orgId, id, ctx)),
  );
  return found.filter((policy) => policy?.type === type) as DefaultPolicy[];
}
