import { PutConformancePackCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { putPack } from "../packs/packs.ts";
import { packText } from "../packs/source.ts";
import { packArnOf } from "../packs/tables.ts";
import { needOn } from "../tags.ts";

/** Its rules are made afterwards: DescribeConformancePackStatus tells how that went. */
export const PutConformancePack = operation(PutConformancePackCommand, {
  needs: async ({ ConformancePackName }, ctx) => [
    await needOn(
      "config:PutConformancePack",
      packArnOf(ctx, ConformancePackName),
      ctx,
    ),
  ],

  async handle(input, ctx) {
    const ConformancePackArn = await putPack(
      {
        name: input.ConformancePackName,
        template: await packText(input, ctx),
        parameters: input.ConformancePackInputParameters,
        bucket: input.DeliveryS3Bucket,
        prefix: input.DeliveryS3KeyPrefix,
        createdBy:
          ctx.caller.type === "AWSService" ? ctx.caller.service : undefined,
      },
      ctx,
    );
    return { ConformancePackArn };
  },
});
