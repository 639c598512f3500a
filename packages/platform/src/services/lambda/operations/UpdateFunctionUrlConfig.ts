import { UpdateFunctionUrlConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import { functionUrl } from "../function-url/address.ts";
import { checkedCors, configurationOf } from "../function-url/configuration.ts";
import { knownUrl, onFunctionUrl } from "../function-url/rows.ts";
import { functionUrls, type FunctionUrlRow } from "../function-url/tables.ts";

/** What is given replaces what was; an empty Cors takes it away. */
export const UpdateFunctionUrlConfig = operation(
  UpdateFunctionUrlConfigCommand,
  {
    audit: { eventName: "UpdateFunctionUrlConfig20211031" },

    needs: async (input, ctx) => [
      await onFunctionUrl("lambda:UpdateFunctionUrlConfig", input, ctx),
    ],

    async handle({ FunctionName, Qualifier, ...input }, ctx) {
      const reference = functionReference(FunctionName, Qualifier, ctx);
      const { cors: before, ...known } = await knownUrl(reference, ctx);
      const cors = input.Cors ? checkedCors(input.Cors) : before;
      const row: FunctionUrlRow = {
        ...known,
        authType: input.AuthType ?? known.authType,
        invokeMode: input.InvokeMode ?? known.invokeMode,
        ...(cors ? { cors } : {}),
        modifiedAt: ctx.now(),
      };
      await ctx.table(functionUrls, reference).put(row);
      const url = await functionUrl(row.urlId, reference, ctx);
      return configurationOf(row, reference, url);
    },
  },
);
