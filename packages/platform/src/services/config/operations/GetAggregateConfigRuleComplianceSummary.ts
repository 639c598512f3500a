import { GetAggregateConfigRuleComplianceSummaryCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { placesOf } from "../aggregators/sources.ts";
import { summaryOf } from "../compliance/counted.ts";
import { rulesAt, type RuleAt } from "../compliance/rules-at.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 1000;

/** How many rules are compliant and how many are not: altogether, or by account or Region. */
export const GetAggregateConfigRuleComplianceSummary = operation(
  GetAggregateConfigRuleComplianceSummaryCommand,
  {
    needs: needOnAggregator("config:GetAggregateConfigRuleComplianceSummary"),

    async handle(input, ctx) {
      const { Filters = {}, GroupByKey } = input;
      const places = await placesOf(input.ConfigurationAggregatorName, ctx, {
        AccountId: Filters.AccountId,
        Region: Filters.AwsRegion,
      });
      const found = await Promise.all(
        places.map((place) => rulesAt(place, ctx)),
      );
      const groups = Map.groupBy(found.flat(), GROUPS[GroupByKey ?? "ALL"]);
      const counts = [...groups].map(([GroupName, rules]) => ({
        ...(GroupName === undefined ? {} : { GroupName }),
        ComplianceSummary: summaryOf(
          rules.map(({ compliance }) => compliance.ComplianceType),
          ctx.now(),
        ),
      }));
      const { items, nextToken } = pageOf(
        counts,
        input.Limit || PAGE,
        input.NextToken,
      );
      return {
        ...(GroupByKey === undefined ? {} : { GroupByKey }),
        AggregateComplianceCounts: items,
        ...more(nextToken),
      };
    },
  },
);

const GROUPS: Readonly<
  Record<
    "ACCOUNT_ID" | "AWS_REGION" | "ALL",
    (rule: RuleAt) => string | undefined
  >
> = {
  ACCOUNT_ID: ({ place }) => place.accountId,
  AWS_REGION: ({ place }) => place.region,
  ALL: () => undefined,
};
