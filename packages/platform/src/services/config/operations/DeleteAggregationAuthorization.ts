import { DeleteAggregationAuthorizationCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { authorizationArnOf, authorizations } from "../aggregators/tables.ts";
import { needOn, unregister } from "../tags.ts";

export const DeleteAggregationAuthorization = operation(
  DeleteAggregationAuthorizationCommand,
  {
    needs: async ({ AuthorizedAccountId, AuthorizedAwsRegion }, ctx) => [
      await needOn(
        "config:DeleteAggregationAuthorization",
        authorizationArnOf(ctx, AuthorizedAccountId, AuthorizedAwsRegion),
        ctx,
      ),
    ],

    async handle(
      { AuthorizedAccountId: accountId, AuthorizedAwsRegion: region },
      ctx,
    ) {
      await ctx.table(authorizations).delete(accountId, region);
      await unregister(authorizationArnOf(ctx, accountId, region), ctx);
      return {};
    },
  },
);
