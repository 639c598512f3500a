import {
  AlreadyInOrganizationException,
  CreateOrganizationCommand,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import {
  organizationNodes,
  organizations,
  type Organization,
} from "../../../core/identity/organization.ts";
import { allow, operation } from "../../../core/operation.ts";
import { lowerAlphanumeric } from "../ids.ts";
import { organizationOf } from "../membership.ts";
import { shownOrganization } from "../organizations.ts";

/** Makes an organization with one root and the caller's account, which manages it. */
export const CreateOrganization = operation(CreateOrganizationCommand, {
  needs: () => [allow("organizations:CreateOrganization", "*")],

  async handle({ FeatureSet = "ALL" }, ctx) {
    if (await organizationOf(ctx))
      throw fault(
        AlreadyInOrganizationException,
        "The AWS account is already a member of an organization.",
      );
    const organization: Organization = {
      orgId: `o-${lowerAlphanumeric(10)}`,
      managementAccountId: ctx.accountId,
      featureSet: FeatureSet,
      rootId: `r-${lowerAlphanumeric(4)}`,
      policyTypes: [],
      serviceAccess: {},
    };
    const { orgId, rootId } = organization;
    await ctx.table(organizations).put(organization);
    await ctx.table(organizationNodes).put({
      id: rootId,
      orgId,
      kind: "ROOT",
      name: "Root",
      policies: [],
      tags: {},
    });
    await ctx.table(organizationNodes).put({
      id: ctx.accountId,
      orgId,
      kind: "ACCOUNT",
      parentId: rootId,
      name: "management",
      policies: [],
      tags: {},
      membership: {
        // Accounts have no address here until an organization asks for one.
        email: `${ctx.accountId}@accounts.invalid`,
        status: "ACTIVE",
        joinedMethod: "INVITED",
        joinedAt: ctx.now(),
        administers: {},
      },
    });
    return { Organization: await shownOrganization(organization, ctx) };
  },
});
