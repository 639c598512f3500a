import { ListCreateAccountStatusCommand } from "@aws-sdk/client-organizations";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { shownRequest } from "../account-requests.ts";
import { invalidToken } from "../faults.ts";
import { asManagement } from "../membership.ts";
import { DEFAULT_RESULTS, more } from "../paging.ts";
import { accountRequests } from "../tables.ts";

export const ListCreateAccountStatus = operation(
  ListCreateAccountStatusCommand,
  {
    needs: () => [allow("organizations:ListCreateAccountStatus", "*")],

    async handle(
      { States = [], NextToken, MaxResults = DEFAULT_RESULTS },
      ctx,
    ) {
      await asManagement(ctx);
      const { rows, nextToken } = await filteredPage(
        ctx.table(accountRequests),
        { limit: MaxResults },
        ({ state }) => States.length === 0 || States.includes(state),
        NextToken,
        invalidToken,
      );
      return {
        CreateAccountStatuses: rows.map(shownRequest),
        ...more(nextToken),
      };
    },
  },
);
