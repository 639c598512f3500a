import { DescribePendingAggregationRequestsCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { pendingRequesters } from "../aggregators/requests.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 20;

/** Who asks to aggregate this account's data of this Region, until PutAggregationAuthorization lets them. */
export const DescribePendingAggregationRequests = operation(
  DescribePendingAggregationRequestsCommand,
  {
    needs: () => [allow("config:DescribePendingAggregationRequests", "*")],

    async handle({ Limit, NextToken }, ctx) {
      const { items, nextToken } = pageOf(
        await pendingRequesters(ctx),
        Limit || PAGE,
        NextToken,
      );
      return {
        PendingAggregationRequests: items.map(({ accountId, region }) => ({
          RequesterAccountId: accountId,
          RequesterAwsRegion: region,
        })),
        ...more(nextToken),
      };
    },
  },
);
