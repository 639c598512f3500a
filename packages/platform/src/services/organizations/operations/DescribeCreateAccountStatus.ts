import {
  CreateAccountStatusNotFoundException,
  DescribeCreateAccountStatusCommand,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { shownRequest } from "../account-requests.ts";
import { asManagement } from "../membership.ts";
import { accountRequests } from "../tables.ts";

export const DescribeCreateAccountStatus = operation(
  DescribeCreateAccountStatusCommand,
  {
    needs: () => [allow("organizations:DescribeCreateAccountStatus", "*")],

    async handle({ CreateAccountRequestId }, ctx) {
      await asManagement(ctx);
      const request = await ctx
        .table(accountRequests)
        .get(CreateAccountRequestId);
      if (!request)
        throw fault(
          CreateAccountStatusNotFoundException,
          "You specified a create account request that doesn't exist.",
        );
      return { CreateAccountStatus: shownRequest(request) };
    },
  },
);
