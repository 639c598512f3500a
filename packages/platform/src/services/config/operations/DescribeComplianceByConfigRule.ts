import { DescribeComplianceByConfigRuleCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { complianceOf } from "../compliance/counted.ts";
import { more, pageOf } from "../paging.ts";
import { rulesNamed } from "../rules/rules.ts";
import { results } from "../tables.ts";

const PAGE = 25;

export const DescribeComplianceByConfigRule = operation(
  DescribeComplianceByConfigRuleCommand,
  {
    needs: () => [allow("config:DescribeComplianceByConfigRule", "*")],

    async handle({ ConfigRuleNames, ComplianceTypes = [], NextToken }, ctx) {
      const found = await Promise.all(
        (await rulesNamed(ConfigRuleNames, ctx)).map(async ({ name }) => ({
          ConfigRuleName: name,
          Compliance: complianceOf(
            (await ctx.table(results).list({ prefix: [name] })).rows,
          ),
        })),
      );
      const wanted = found.filter(
        ({ Compliance: { ComplianceType } }) =>
          ComplianceTypes.length === 0 ||
          (ComplianceType !== undefined &&
            ComplianceTypes.includes(ComplianceType)),
      );
      const { items, nextToken } = pageOf(wanted, PAGE, NextToken);
      return { ComplianceByConfigRules: items, ...more(nextToken) };
    },
  },
);
