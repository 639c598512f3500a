import { GetAggregateConfigRuleComplianceSummaryCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { groupsOf } from "../aggregators/groups.ts";
import { placesOf } from "../aggregators/sources.ts";
import { summaryOf } from "../compliance/counted.ts";
import { rulesAt } from "../compliance/rules-at.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 1000;

/** How many rules are compliant and how many are not: altogether, or by account or Region. */
export const GetAggregateConfigRuleComplianceSummary = operation(
  GetAggregateConfigRuleComplianceSummaryCommand,
  {
    needs: needOnAggregator("config:GetAggregateConfigRuleComplianceSummary"),

    async handle(input, ctx) {
      const { GroupByKey } = input;
      const places = await placesOf(
        input.ConfigurationAggregatorName,
        ctx,
        input.Filters,
      );
      const groups = groupsOf(await rulesAt(places, ctx), GroupByKey);
      const { items, nextToken } = pageOf(
        groups,
        input.Limit || PAGE,
        input.NextToken,
      );
      return {
        ...(GroupByKey === undefined ? {} : { GroupByKey }),
        AggregateComplianceCounts: items.map((group) => ({
          ...group.name,
          ComplianceSummary: summaryOf(
            group.items.map(({ compliance }) => compliance.ComplianceType),
            ctx.now(),
          ),
        })),
        ...more(nextToken),
      };
    },
  },
);
