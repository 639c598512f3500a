import { GetComplianceSummaryByConfigRuleCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { complianceOf, summaryOf } from "../compliance/counted.ts";
import { results, rules } from "../tables.ts";

export const GetComplianceSummaryByConfigRule = operation(
  GetComplianceSummaryByConfigRuleCommand,
  {
    needs: () => [allow("config:GetComplianceSummaryByConfigRule", "*")],

    async handle(_input, ctx) {
      const { rows } = await ctx.table(rules).list();
      const types = await Promise.all(
        rows.map(
          async ({ name }) =>
            complianceOf(
              (await ctx.table(results).list({ prefix: [name] })).rows,
            ).ComplianceType,
        ),
      );
      return { ComplianceSummary: summaryOf(types, ctx.now()) };
    },
  },
);
