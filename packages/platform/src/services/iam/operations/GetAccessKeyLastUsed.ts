import { GetAccessKeyLastUsedCommand } from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { accessKeys } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onKeyHolder } from "../access-keys.ts";
import { keyLastUsed } from "../last-used.ts";

export const GetAccessKeyLastUsed = operation(GetAccessKeyLastUsedCommand, {
  needs: async ({ AccessKeyId }, ctx) => {
    const key = await ctx.table(accessKeys).get(AccessKeyId);
    return onKeyHolder("GetAccessKeyLastUsed", key?.userName ?? "*", ctx);
  },

  async handle({ AccessKeyId }, ctx) {
    const key = await ctx.table(accessKeys).get(AccessKeyId);
    if (key?.accountId !== ctx.accountId)
      throw fault(
        "AccessDenied",
        `The Access Key with id ${AccessKeyId} cannot be found.`,
        403,
      );
    return {
      UserName: key.userName,
      AccessKeyLastUsed: await keyLastUsed(key, ctx),
    };
  },
});
