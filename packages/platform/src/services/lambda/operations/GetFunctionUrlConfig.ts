import { GetFunctionUrlConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import { functionUrl } from "../function-url/address.ts";
import { configurationOf } from "../function-url/configuration.ts";
import { knownUrl, onFunctionUrl } from "../function-url/rows.ts";

export const GetFunctionUrlConfig = operation(GetFunctionUrlConfigCommand, {
  audit: { eventName: "GetFunctionUrlConfig20211031" },

  needs: async (input, ctx) => [
    await onFunctionUrl("lambda:GetFunctionUrlConfig", input, ctx),
  ],

  async handle({ FunctionName, Qualifier }, ctx) {
    const reference = functionReference(FunctionName, Qualifier, ctx);
    const row = await knownUrl(reference, ctx);
    const url = await functionUrl(row.urlId, reference, ctx);
    return configurationOf(row, reference, url);
  },
});
