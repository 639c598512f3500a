import { DescribeAggregateComplianceByConfigRulesCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { placesOf } from "../aggregators/sources.ts";
import { rulesAt } from "../compliance/rules-at.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 100;

export const DescribeAggregateComplianceByConfigRules = operation(
  DescribeAggregateComplianceByConfigRulesCommand,
  {
    needs: needOnAggregator("config:DescribeAggregateComplianceByConfigRules"),

    async handle(
      { ConfigurationAggregatorName: name, Filters = {}, Limit, NextToken },
      ctx,
    ) {
      const places = await placesOf(name, ctx, {
        AccountId: Filters.AccountId,
        Region: Filters.AwsRegion,
      });
      const found = await Promise.all(
        places.map((place) => rulesAt(place, ctx)),
      );
      const wanted = found
        .flat()
        .filter(
          ({ rule, compliance }) =>
            (Filters.ConfigRuleName ?? rule) === rule &&
            (Filters.ComplianceType ?? compliance.ComplianceType) ===
              compliance.ComplianceType,
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
