import { ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { allow, operation } from "../../../core/operation.ts";
import { ownAccount } from "../accounts.ts";

/** One alias at most. */
export const ListAccountAliases = operation(ListAccountAliasesCommand, {
  needs: () => [allow("iam:ListAccountAliases", "*")],

  async handle(_input, ctx) {
    const { alias } = await ownAccount(ctx);
    return {
      AccountAliases: alias === undefined ? [] : [alias],
      IsTruncated: false,
    };
  },
});
