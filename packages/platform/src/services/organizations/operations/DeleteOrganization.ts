import {
  DeleteOrganizationCommand,
  OrganizationNotEmptyException,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import {
  organizationNodes,
  organizationPolicies,
  organizations,
} from "../../../core/identity/organization.ts";
import { allow, operation } from "../../../core/operation.ts";
import { asManagement } from "../membership.ts";

/** Ends an organization that has no other account, unit or policy of its own. */
export const DeleteOrganization = operation(DeleteOrganizationCommand, {
  needs: () => [allow("organizations:DeleteOrganization", "*")],

  async handle(_input, ctx) {
    const { orgId, rootId } = await asManagement(ctx);
    const nodes = ctx.table(organizationNodes);
    const { rows: accounts } = await nodes.list({
      index: "byKind",
      prefix: [orgId, "ACCOUNT"],
      limit: 2,
    });
    const { rows: units } = await nodes.list({
      index: "byKind",
      prefix: [orgId, "ORGANIZATIONAL_UNIT"],
      limit: 1,
    });
    const { rows: policies } = await ctx
      .table(organizationPolicies)
      .list({ prefix: [orgId], limit: 1 });
    if (accounts.length > 1 || units.length > 0 || policies.length > 0)
      throw fault(
        OrganizationNotEmptyException,
        "The organization isn't empty. To delete an organization, you must first remove all accounts except the management account, delete all OUs, and delete all policies.",
      );
    await nodes.delete(ctx.accountId);
    await nodes.delete(rootId);
    await ctx.table(organizations).delete(orgId);
    return {};
  },
});
