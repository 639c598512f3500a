import { DeleteAccessKeyCommand } from "@aws-sdk/client-iam";
import { accessKeys } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { keyHolder, keyOf, onKeyHolder } from "../access-keys.ts";

export const DeleteAccessKey = operation(DeleteAccessKeyCommand, {
  needs: ({ UserName }, ctx) => onKeyHolder("DeleteAccessKey", UserName, ctx),

  async handle({ UserName, AccessKeyId }, ctx) {
    const key = await keyOf(await keyHolder(UserName, ctx), AccessKeyId, ctx);
    await ctx.table(accessKeys).delete(key.accessKeyId);
    return {};
  },
});
