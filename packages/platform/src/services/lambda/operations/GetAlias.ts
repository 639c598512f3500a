import { GetAliasCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { aliasOf } from "../alias-routing.ts";
import { knownAlias } from "../alias-rows.ts";
import { wholeFunction } from "../function-reference.ts";
import { onFunction } from "../permissions.ts";

export const GetAlias = operation(GetAliasCommand, {
  audit: { eventName: "GetAlias20150331" },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:GetAlias",
      wholeFunction(FunctionName, "GetAlias", ctx),
      ctx,
    ),
  ],

  async handle({ FunctionName, Name }, ctx) {
    const reference = wholeFunction(FunctionName, "GetAlias", ctx);
    return aliasOf(await knownAlias(reference, Name, ctx), reference);
  },
});
