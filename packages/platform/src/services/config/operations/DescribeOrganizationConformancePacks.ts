import { DescribeOrganizationConformancePacksCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { deploymentsNamed } from "../organization/deployments.ts";
import { deploymentArnOf } from "../organization/tables.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 100;

export const DescribeOrganizationConformancePacks = operation(
  DescribeOrganizationConformancePacksCommand,
  {
    needs: () => [allow("config:DescribeOrganizationConformancePacks", "*")],

    async handle(
      { OrganizationConformancePackNames: names, Limit, NextToken },
      ctx,
    ) {
      const found = await deploymentsNamed("pack", names, ctx);
      const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
      return {
        OrganizationConformancePacks: items.map(
          ({ name, pack, excluded, updatedAt }) => ({
            OrganizationConformancePackName: name,
            OrganizationConformancePackArn: deploymentArnOf(ctx, "pack", name),
            DeliveryS3Bucket: pack?.DeliveryS3Bucket ?? "",
            DeliveryS3KeyPrefix: pack?.DeliveryS3KeyPrefix ?? "",
            ConformancePackInputParameters:
              pack?.ConformancePackInputParameters ?? [],
            ExcludedAccounts: [...excluded],
            LastUpdateTime: new Date(updatedAt),
          }),
        ),
        ...more(nextToken),
      };
    },
  },
);
