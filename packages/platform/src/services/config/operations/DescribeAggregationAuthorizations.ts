import { DescribeAggregationAuthorizationsCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { authorizationArnOf, authorizations } from "../aggregators/tables.ts";
import { invalidToken } from "../faults.ts";
import { more } from "../paging.ts";

const PAGE = 100;

export const DescribeAggregationAuthorizations = operation(
  DescribeAggregationAuthorizationsCommand,
  {
    needs: () => [allow("config:DescribeAggregationAuthorizations", "*")],

    async handle({ Limit, NextToken }, ctx) {
      const { rows, nextToken } = await page(
        ctx.table(authorizations),
        { limit: Limit || PAGE },
        NextToken,
        invalidToken,
      );
      return {
        AggregationAuthorizations: rows.map(
          ({ accountId, region, createdAt }) => ({
            AggregationAuthorizationArn: authorizationArnOf(
              ctx,
              accountId,
              region,
            ),
            AuthorizedAccountId: accountId,
            AuthorizedAwsRegion: region,
            CreationTime: new Date(createdAt),
          }),
        ),
        ...more(nextToken),
      };
    },
  },
);
