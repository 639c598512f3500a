import { GetConformancePackComplianceSummaryCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { packCompliance } from "../packs/compliance.ts";
import { existingPack } from "../packs/packs.ts";
import { packArnOf } from "../packs/tables.ts";
import { more, pageOf } from "../paging.ts";
import { needOn } from "../tags.ts";

const PAGE = 5;

export const GetConformancePackComplianceSummary = operation(
  GetConformancePackComplianceSummaryCommand,
  {
    needs: ({ ConformancePackNames }, ctx) =>
      Promise.all(
        ConformancePackNames.map((name) =>
          needOn(
            "config:GetConformancePackComplianceSummary",
            packArnOf(ctx, name),
            ctx,
          ),
        ),
      ),

    async handle({ ConformancePackNames, Limit, NextToken }, ctx) {
      const { items, nextToken } = pageOf(
        ConformancePackNames,
        Limit || PAGE,
        NextToken,
      );
      return {
        ConformancePackComplianceSummaryList: await Promise.all(
          items.map(async (name) => ({
            ConformancePackName: name,
            ConformancePackComplianceStatus: (
              await packCompliance(await existingPack(name, ctx), ctx)
            ).together,
          })),
        ),
        ...more(nextToken),
      };
    },
  },
);
