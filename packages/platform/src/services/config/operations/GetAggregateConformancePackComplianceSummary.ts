import {
  GetAggregateConformancePackComplianceSummaryCommand,
  type AggregateConformancePackComplianceCount,
  type ConformancePackComplianceType,
} from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { groupsOf } from "../aggregators/groups.ts";
import { placesOf } from "../aggregators/sources.ts";
import { packsAt, type PackAt } from "../packs/compliance.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 100;

/** How many packs are compliant and how many are not: altogether, or by account or Region. */
export const GetAggregateConformancePackComplianceSummary = operation(
  GetAggregateConformancePackComplianceSummaryCommand,
  {
    needs: needOnAggregator(
      "config:GetAggregateConformancePackComplianceSummary",
    ),

    async handle(input, ctx) {
      const { GroupByKey } = input;
      const places = await placesOf(
        input.ConfigurationAggregatorName,
        ctx,
        input.Filters,
      );
      const groups = groupsOf(await packsAt(places, ctx), GroupByKey);
      const { items, nextToken } = pageOf(
        groups,
        input.Limit || PAGE,
        input.NextToken,
      );
      return {
        ...(GroupByKey === undefined ? {} : { GroupByKey }),
        AggregateConformancePackComplianceSummaries: items.map((group) => ({
          ...group.name,
          ComplianceSummary: summary(group.items),
        })),
        ...more(nextToken),
      };
    },
  },
);

function summary(
  packs: readonly PackAt[],
): AggregateConformancePackComplianceCount {
  const count = (wanted: ConformancePackComplianceType) =>
    packs.filter(({ together }) => together === wanted).length;
  return {
    CompliantConformancePackCount: count("COMPLIANT"),
    NonCompliantConformancePackCount: count("NON_COMPLIANT"),
  };
}
