import { DescribeConformancePacksCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { packsNamed } from "../packs/packs.ts";
import { packArnOf, packIdOf } from "../packs/tables.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 10;

export const DescribeConformancePacks = operation(
  DescribeConformancePacksCommand,
  {
    needs: () => [allow("config:DescribeConformancePacks", "*")],

    async handle({ ConformancePackNames, Limit, NextToken }, ctx) {
      const found = await packsNamed(ConformancePackNames, ctx);
      const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
      return {
        ConformancePackDetails: items.map((pack) => ({
          ConformancePackName: pack.name,
          ConformancePackArn: packArnOf(ctx, pack.name),
          ConformancePackId: packIdOf(ctx, pack.name),
          DeliveryS3Bucket: pack.bucket ?? "",
          DeliveryS3KeyPrefix: pack.prefix ?? "",
          ConformancePackInputParameters: [...pack.parameters],
          LastUpdateRequestedTime: new Date(pack.requestedAt),
          ...(pack.createdBy === undefined
            ? {}
            : { CreatedBy: pack.createdBy }),
        })),
        ...more(nextToken),
      };
    },
  },
);
