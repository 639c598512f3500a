import { GetAccessKeyInfoCommand } from "@aws-sdk/client-sts";
import { fault } from "../../../core/errors.ts";
import { accessKeys } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { accountOfSessionKey } from "../session-key.ts";

export const GetAccessKeyInfo = operation(GetAccessKeyInfoCommand, {
  needs: () => [allow("sts:GetAccessKeyInfo", "*")],

  async handle({ AccessKeyId }, ctx) {
    const key = await ctx.table(accessKeys).get(AccessKeyId);
    const Account = key?.accountId ?? accountOfSessionKey(AccessKeyId);
    if (Account === undefined)
      throw fault(
        "ValidationError",
        `The access key ${AccessKeyId} is not one of this installation.`,
        400,
      );
    return { Account };
  },
});
