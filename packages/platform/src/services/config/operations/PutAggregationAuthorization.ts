import { PutAggregationAuthorizationCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { authorizationArnOf, authorizations } from "../aggregators/tables.ts";
import { needOn, register } from "../tags.ts";

/** Lets the aggregators of another account, in one Region, look at this account's data in this Region. */
export const PutAggregationAuthorization = operation(
  PutAggregationAuthorizationCommand,
  {
    needs: async ({ AuthorizedAccountId, AuthorizedAwsRegion, Tags }, ctx) => [
      await needOn(
        "config:PutAggregationAuthorization",
        authorizationArnOf(ctx, AuthorizedAccountId, AuthorizedAwsRegion),
        ctx,
        requestTagKeys(Tags),
      ),
    ],

    async handle(
      { AuthorizedAccountId: accountId, AuthorizedAwsRegion: region, Tags },
      ctx,
    ) {
      const known = await ctx.table(authorizations).get(accountId, region);
      const createdAt = known?.createdAt ?? ctx.now();
      const arn = authorizationArnOf(ctx, accountId, region);
      if (!known)
        await ctx.table(authorizations).put({ accountId, region, createdAt });
      await register(arn, Tags, ctx);
      return {
        AggregationAuthorization: {
          AggregationAuthorizationArn: arn,
          AuthorizedAccountId: accountId,
          AuthorizedAwsRegion: region,
          CreationTime: new Date(createdAt),
        },
      };
    },
  },
);
