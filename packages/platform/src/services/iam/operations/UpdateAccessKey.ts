import {
  InvalidInputException,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { accessKeys } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { keyHolder, keyOf, onKeyHolder } from "../access-keys.ts";

export const UpdateAccessKey = operation(UpdateAccessKeyCommand, {
  needs: ({ UserName }, ctx) => onKeyHolder("UpdateAccessKey", UserName, ctx),

  async handle({ UserName, AccessKeyId, Status }, ctx) {
    const key = await keyOf(await keyHolder(UserName, ctx), AccessKeyId, ctx);
    if (Status === "Expired")
      throw fault(
        InvalidInputException,
        "The status of an access key can be set to Active or Inactive.",
      );
    await ctx.table(accessKeys).put({ ...key, status: Status });
    return {};
  },
});
