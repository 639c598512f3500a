import {
  DeleteAccountAliasCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { accounts } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { ownAccount } from "../accounts.ts";

export const DeleteAccountAlias = operation(DeleteAccountAliasCommand, {
  needs: () => [allow("iam:DeleteAccountAlias", "*")],

  async handle({ AccountAlias }, ctx) {
    const { alias, ...account } = await ownAccount(ctx);
    if (alias !== AccountAlias)
      throw fault(
        NoSuchEntityException,
        `The account alias ${AccountAlias} cannot be found.`,
      );
    await ctx.table(accounts).put(account);
    return {};
  },
});
