import { ListPoliciesCommand } from "@aws-sdk/client-organizations";
import {
  DEFAULT_POLICIES,
  organizationPolicies,
} from "../../../core/identity/organization.ts";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { invalidToken } from "../faults.ts";
import { asAdministrator } from "../membership.ts";
import { DEFAULT_RESULTS, more } from "../paging.ts";
import { policyType, shownPolicy } from "../policies.ts";

/** The organization's policies of a type; AWS's own stands on the first page. */
export const ListPolicies = operation(ListPoliciesCommand, {
  needs: ({ Filter }) => [
    allow("organizations:ListPolicies", "*", {
      "organizations:PolicyType": Filter,
    }),
  ],

  async handle({ Filter, NextToken, MaxResults = DEFAULT_RESULTS }, ctx) {
    const organization = await asAdministrator(ctx);
    const type = policyType(Filter);
    const isFirst = NextToken === undefined;
    const { rows, nextToken } = await page(
      ctx.table(organizationPolicies),
      {
        index: "byName",
        prefix: [organization.orgId, type],
        limit: Math.max(1, isFirst ? MaxResults - 1 : MaxResults),
      },
      NextToken,
      invalidToken,
    );
    const policies = isFirst ? [DEFAULT_POLICIES[type], ...rows] : rows;
    return {
      Policies: policies.map((policy) => shownPolicy(organization, policy)),
      ...more(nextToken),
    };
  },
});
