import { ListAccountsCommand } from "@aws-sdk/client-organizations";
import { allow, operation } from "../../../core/operation.ts";
import { asAdministrator } from "../membership.ts";
import { shownAccount } from "../nodes.ts";
import { more, pageOfNodes } from "../paging.ts";

export const ListAccounts = operation(ListAccountsCommand, {
  needs: () => [allow("organizations:ListAccounts", "*")],

  async handle(paging, ctx) {
    const organization = await asAdministrator(ctx);
    const { rows, nextToken } = await pageOfNodes(
      "byKind",
      [organization.orgId, "ACCOUNT"],
      paging,
      ctx,
    );
    return {
      Accounts: await Promise.all(
        rows.map((node) => shownAccount(organization, node, ctx)),
      ),
      ...more(nextToken),
    };
  },
});
