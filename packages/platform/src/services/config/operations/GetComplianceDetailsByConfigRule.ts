import { GetComplianceDetailsByConfigRuleCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { evaluationResult } from "../compliance/shown.ts";
import { invalidToken } from "../faults.ts";
import { more } from "../paging.ts";
import { existingRule } from "../rules/rules.ts";
import { results, ruleArnOf } from "../tables.ts";
import { needOn } from "../tags.ts";

const PAGE = 10;

/** Resources that the rule does not apply to are not among them. */
export const GetComplianceDetailsByConfigRule = operation(
  GetComplianceDetailsByConfigRuleCommand,
  {
    needs: async ({ ConfigRuleName }, ctx) => [
      await needOn(
        "config:GetComplianceDetailsByConfigRule",
        ruleArnOf(ctx, ConfigRuleName),
        ctx,
      ),
    ],

    async handle(
      { ConfigRuleName, ComplianceTypes = [], Limit, NextToken },
      ctx,
    ) {
      await existingRule(ConfigRuleName, ctx);
      const { rows, nextToken } = await filteredPage(
        ctx.table(results),
        { prefix: [ConfigRuleName], limit: Limit || PAGE },
        ({ compliance }) =>
          ComplianceTypes.length === 0
            ? compliance !== "NOT_APPLICABLE"
            : ComplianceTypes.includes(compliance),
        NextToken,
        invalidToken,
      );
      return {
        EvaluationResults: rows.map(evaluationResult),
        ...more(nextToken),
      };
    },
  },
);
