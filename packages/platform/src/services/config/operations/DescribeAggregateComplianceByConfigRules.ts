import { DescribeAggregateComplianceByConfigRulesCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { placesOf } from "../aggregators/sources.ts";
import { checkAggregated, isAggregated } from "../compliance/aggregated.ts";
import { rulesAt } from "../compliance/rules-at.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 100;

/** Rules without results are left out. */
export const DescribeAggregateComplianceByConfigRules = operation(
  DescribeAggregateComplianceByConfigRulesCommand,
  {
    needs: needOnAggregator("config:DescribeAggregateComplianceByConfigRules"),

    async handle(
      { ConfigurationAggregatorName: name, Filters = {}, Limit, NextToken },
      ctx,
    ) {
      checkAggregated(Filters.ComplianceType);
      const places = await placesOf(name, ctx, Filters);
      const wanted = (await rulesAt(places, ctx))
        .filter(
          ({ rule, compliance: { ComplianceType } }) =>
            (Filters.ConfigRuleName ?? rule) === rule &&
            isAggregated(ComplianceType) &&
            (Filters.ComplianceType ?? ComplianceType) === ComplianceType,
        )
        .map(({ rule, compliance, place }) => ({
          ConfigRuleName: rule,
          Compliance: compliance,
          AccountId: place.accountId,
          AwsRegion: place.region,
        }));
      const { items, nextToken } = pageOf(wanted, Limit || PAGE, NextToken);
      return { AggregateComplianceByConfigRules: items, ...more(nextToken) };
    },
  },
);
