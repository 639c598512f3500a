import { ListDelegatedAdministratorsCommand } from "@aws-sdk/client-organizations";
import {
  organizationNodes,
  type OrganizationNode,
} from "../../../core/identity/organization.ts";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { invalidToken } from "../faults.ts";
import { asAdministrator } from "../membership.ts";
import { shownAccount } from "../nodes.ts";
import { DEFAULT_RESULTS, more } from "../paging.ts";

export const ListDelegatedAdministrators = operation(
  ListDelegatedAdministratorsCommand,
  {
    needs: ({ ServicePrincipal }) => [
      allow("organizations:ListDelegatedAdministrators", "*", {
        "organizations:ServicePrincipal": ServicePrincipal,
      }),
    ],

    async handle(
      { ServicePrincipal, NextToken, MaxResults = DEFAULT_RESULTS },
      ctx,
    ) {
      const organization = await asAdministrator(ctx);
      const sinceOf = ({ membership }: OrganizationNode) =>
        ServicePrincipal === undefined
          ? earliest(Object.values(membership?.administers ?? {}))
          : membership?.administers[ServicePrincipal];
      const { rows, nextToken } = await filteredPage(
        ctx.table(organizationNodes),
        {
          index: "byKind",
          prefix: [organization.orgId, "ACCOUNT"],
          limit: MaxResults,
        },
        (node) => sinceOf(node) !== undefined,
        NextToken,
        invalidToken,
      );
      return {
        DelegatedAdministrators: await Promise.all(
          rows.map(async (node) => {
            const { Paths: _paths, ...account } = await shownAccount(
              organization,
              node,
              ctx,
            );
            return {
              ...account,
              DelegationEnabledDate: new Date(sinceOf(node) ?? 0),
            };
          }),
        ),
        ...more(nextToken),
      };
    },
  },
);

const earliest = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.min(...times);
