import { GetOrganizationConformancePackDetailedStatusCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { memberStatuses } from "../organization/status.ts";
import { deploymentArnOf, nameInAccounts } from "../organization/tables.ts";
import { more, pageOf } from "../paging.ts";
import { needOn } from "../tags.ts";

const PAGE = 100;

export const GetOrganizationConformancePackDetailedStatus = operation(
  GetOrganizationConformancePackDetailedStatusCommand,
  {
    needs: async ({ OrganizationConformancePackName: name }, ctx) => [
      await needOn(
        "config:GetOrganizationConformancePackDetailedStatus",
        deploymentArnOf(ctx, "pack", name),
        ctx,
      ),
    ],

    async handle(
      { OrganizationConformancePackName: name, Filters, Limit, NextToken },
      ctx,
    ) {
      const found = await memberStatuses(
        "pack",
        name,
        { accountId: Filters?.AccountId, status: Filters?.Status },
        ctx,
      );
      const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
      return {
        OrganizationConformancePackDetailedStatuses: items.map(
          ({ accountId, status, told, updatedAt }) => ({
            AccountId: accountId,
            ConformancePackName: nameInAccounts(ctx, "pack", name),
            Status: status,
            ...told,
            LastUpdateTime: new Date(updatedAt),
          }),
        ),
        ...more(nextToken),
      };
    },
  },
);
