import {
  DescribeAggregateComplianceByConformancePacksCommand,
  type AggregateComplianceByConformancePack,
  type ConformancePackComplianceType,
} from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { placesOf } from "../aggregators/sources.ts";
import { packsAt, type PackAt } from "../packs/compliance.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 100;

/** The packs that there are: those that were deleted are not remembered. */
export const DescribeAggregateComplianceByConformancePacks = operation(
  DescribeAggregateComplianceByConformancePacksCommand,
  {
    needs: needOnAggregator(
      "config:DescribeAggregateComplianceByConformancePacks",
    ),

    async handle(
      { ConfigurationAggregatorName, Filters = {}, Limit, NextToken },
      ctx,
    ) {
      const places = await placesOf(ConfigurationAggregatorName, ctx, Filters);
      const wanted = (await packsAt(places, ctx)).filter(
        ({ name, together }) =>
          (Filters.ConformancePackName ?? name) === name &&
          (Filters.ComplianceType ?? together) === together,
      );
      const { items, nextToken } = pageOf(wanted, Limit || PAGE, NextToken);
      return {
        AggregateComplianceByConformancePacks: items.map(shown),
        ...more(nextToken),
      };
    },
  },
);

function shown({
  place,
  name,
  together,
  rules,
}: PackAt): AggregateComplianceByConformancePack {
  const count = (wanted: ConformancePackComplianceType) =>
    rules.filter(({ compliance }) => compliance === wanted).length;
  return {
    ConformancePackName: name,
    Compliance: {
      ComplianceType: together,
      CompliantRuleCount: count("COMPLIANT"),
      NonCompliantRuleCount: count("NON_COMPLIANT"),
      TotalRuleCount: rules.length,
    },
    AccountId: place.accountId,
    AwsRegion: place.region,
  };
}
