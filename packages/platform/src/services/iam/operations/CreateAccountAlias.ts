import {
  CreateAccountAliasCommand,
  EntityAlreadyExistsException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { accounts } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { ownAccount } from "../accounts.ts";

/** An alias belongs to one account of the installation; a new one replaces the old. */
export const CreateAccountAlias = operation(CreateAccountAliasCommand, {
  needs: () => [allow("iam:CreateAccountAlias", "*")],

  async handle({ AccountAlias }, ctx) {
    const holders = await ctx
      .table(accounts)
      .list({ index: "byAlias", prefix: [AccountAlias] });
    if (holders.rows.some(({ accountId }) => accountId !== ctx.accountId))
      throw fault(
        EntityAlreadyExistsException,
        `The account alias ${AccountAlias} already exists.`,
      );
    await ctx
      .table(accounts)
      .put({ ...(await ownAccount(ctx)), alias: AccountAlias });
    return {};
  },
});
