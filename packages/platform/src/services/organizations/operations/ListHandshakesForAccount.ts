import { ListHandshakesForAccountCommand } from "@aws-sdk/client-organizations";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { invalidToken } from "../faults.ts";
import { shownHandshake } from "../invitations.ts";

import { DEFAULT_RESULTS, more } from "../paging.ts";
import { handshakes } from "../tables.ts";

export const ListHandshakesForAccount = operation(
  ListHandshakesForAccountCommand,
  {
    needs: () => [allow("organizations:ListHandshakesForAccount", "*")],

    async handle({ NextToken, MaxResults = DEFAULT_RESULTS }, ctx) {
      const { rows, nextToken } = await page(
        ctx.table(handshakes),
        {
          index: "byInvited",
          prefix: [ctx.accountId],
          limit: MaxResults,
        },
        NextToken,
        invalidToken,
      );
      return {
        Handshakes: rows.map((one) => shownHandshake(one, ctx.now())),
        ...more(nextToken),
      };
    },
  },
);
