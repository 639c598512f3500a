import { GetAggregateComplianceDetailsByConfigRuleCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { placesOf } from "../aggregators/sources.ts";
import { checkAggregated, isAggregated } from "../compliance/aggregated.ts";
import { evaluationResult } from "../compliance/shown.ts";
import { more, pageOf } from "../paging.ts";
import { results } from "../tables.ts";

const PAGE = 50;

export const GetAggregateComplianceDetailsByConfigRule = operation(
  GetAggregateComplianceDetailsByConfigRuleCommand,
  {
    needs: needOnAggregator("config:GetAggregateComplianceDetailsByConfigRule"),

    async handle(input, ctx) {
      const { AccountId, AwsRegion, ComplianceType } = input;
      checkAggregated(ComplianceType);
      const [place] = await placesOf(
        input.ConfigurationAggregatorName,
        ctx,
        input,
      );
      const { rows } = place
        ? await ctx
            .table(results, place)
            .list({ prefix: [input.ConfigRuleName] })
        : { rows: [] };
      const wanted = rows
        .filter(
          ({ compliance }) =>
            isAggregated(compliance) &&
            (ComplianceType ?? compliance) === compliance,
        )
        .map((row) => ({ ...evaluationResult(row), AccountId, AwsRegion }));
      const { items, nextToken } = pageOf(
        wanted,
        input.Limit || PAGE,
        input.NextToken,
      );
      return { AggregateEvaluationResults: items, ...more(nextToken) };
    },
  },
);
