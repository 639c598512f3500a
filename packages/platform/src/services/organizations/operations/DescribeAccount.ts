import { DescribeAccountCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asAdministrator } from "../membership.ts";
import { accountIn, shownAccount } from "../nodes.ts";

export const DescribeAccount = operation(DescribeAccountCommand, {
  needs: async ({ AccountId }, ctx) => [
    await onNode("DescribeAccount", AccountId, ctx),
  ],

  async handle({ AccountId }, ctx) {
    const organization = await asAdministrator(ctx);
    const node = await accountIn(organization, AccountId, ctx);
    return { Account: await shownAccount(organization, node, ctx) };
  },
});
