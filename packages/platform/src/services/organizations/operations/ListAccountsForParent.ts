import { ListAccountsForParentCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asAdministrator } from "../membership.ts";
import { parentIn, shownAccount } from "../nodes.ts";
import { more, pageOfNodes } from "../paging.ts";

export const ListAccountsForParent = operation(ListAccountsForParentCommand, {
  needs: async ({ ParentId }, ctx) => [
    await onNode("ListAccountsForParent", ParentId, ctx),
  ],

  async handle({ ParentId, ...paging }, ctx) {
    const organization = await asAdministrator(ctx);
    await parentIn(organization, ParentId, ctx);
    const { rows, nextToken } = await pageOfNodes(
      "byParent",
      [ParentId, "ACCOUNT"],
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
