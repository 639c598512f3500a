import { DescribeConformancePackStatusCommand } from "@aws-sdk/client-config-service";
import { arn } from "../../../core/arn.ts";
import { allow, operation } from "../../../core/operation.ts";
import { packsNamed } from "../packs/packs.ts";
import { packArnOf, packIdOf } from "../packs/tables.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 10;

export const DescribeConformancePackStatus = operation(
  DescribeConformancePackStatusCommand,
  {
    needs: () => [allow("config:DescribeConformancePackStatus", "*")],

    async handle({ ConformancePackNames, Limit, NextToken }, ctx) {
      const found = await packsNamed(ConformancePackNames, ctx);
      const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
      return {
        ConformancePackStatusDetails: items.map((pack) => ({
          ConformancePackName: pack.name,
          ConformancePackId: packIdOf(ctx, pack.name),
          ConformancePackArn: packArnOf(ctx, pack.name),
          ConformancePackState: pack.state,
          // The rules of a pack are made without a stack here; the model wants its ARN all the same.
          StackArn: arn(
            "cloudformation",
            ctx,
            `stack/awsconfigconforms-${pack.name}/${packIdOf(ctx, pack.name)}`,
          ),
          ...(pack.reason === undefined
            ? {}
            : { ConformancePackStatusReason: pack.reason }),
          LastUpdateRequestedTime: new Date(pack.requestedAt),
          ...(pack.completedAt === undefined
            ? {}
            : { LastUpdateCompletedTime: new Date(pack.completedAt) }),
        })),
        ...more(nextToken),
      };
    },
  },
);
