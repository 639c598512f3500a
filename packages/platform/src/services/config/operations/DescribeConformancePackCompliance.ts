import { DescribeConformancePackComplianceCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { packCompliance } from "../packs/compliance.ts";
import { existingPack } from "../packs/packs.ts";
import { packArnOf } from "../packs/tables.ts";
import { more, pageOf } from "../paging.ts";
import { needOn } from "../tags.ts";

const PAGE = 1000;

export const DescribeConformancePackCompliance = operation(
  DescribeConformancePackComplianceCommand,
  {
    needs: async ({ ConformancePackName: name }, ctx) => [
      await needOn(
        "config:DescribeConformancePackCompliance",
        packArnOf(ctx, name),
        ctx,
      ),
    ],

    async handle(
      { ConformancePackName: name, Filters = {}, Limit, NextToken },
      ctx,
    ) {
      const { ConfigRuleNames = [], ComplianceType } = Filters;
      const { rules } = await packCompliance(
        await existingPack(name, ctx),
        ctx,
      );
      const wanted = rules.filter(
        (rule) =>
          (ConfigRuleNames.length === 0 ||
            ConfigRuleNames.includes(rule.name)) &&
          (ComplianceType === undefined || rule.compliance === ComplianceType),
      );
      const { items, nextToken } = pageOf(wanted, Limit || PAGE, NextToken);
      return {
        ConformancePackName: name,
        ConformancePackRuleComplianceList: items.map((rule) => ({
          ConfigRuleName: rule.name,
          ComplianceType: rule.compliance,
        })),
        ...more(nextToken),
      };
    },
  },
);
