import { ListHandshakesForOrganizationCommand } from "@aws-sdk/client-organizations";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { invalidToken } from "../faults.ts";
import { shownHandshake } from "../invitations.ts";
import { asAdministrator } from "../membership.ts";
import { DEFAULT_RESULTS, more } from "../paging.ts";
import { handshakes } from "../tables.ts";

export const ListHandshakesForOrganization = operation(
  ListHandshakesForOrganizationCommand,
  {
    needs: () => [allow("organizations:ListHandshakesForOrganization", "*")],

    async handle({ NextToken, MaxResults = DEFAULT_RESULTS }, ctx) {
      const { orgId } = await asAdministrator(ctx);
      const { rows, nextToken } = await page(
        ctx.table(handshakes),
        {
          index: "byOrganization",
          prefix: [orgId],
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
