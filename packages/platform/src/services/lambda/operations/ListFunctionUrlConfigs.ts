import { ListFunctionUrlConfigsCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { functionUrl } from "../function-url/address.ts";
import { configurationOf } from "../function-url/configuration.ts";
import { functionUrls } from "../function-url/tables.ts";
import { invalidMarker, pageSize } from "../page-marker.ts";
import { onFunction } from "../permissions.ts";

export const ListFunctionUrlConfigs = operation(ListFunctionUrlConfigsCommand, {
  audit: { eventName: "ListFunctionUrlConfigs20211031" },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:ListFunctionUrlConfigs",
      wholeFunction(FunctionName, "ListFunctionUrlConfigs", ctx),
      ctx,
    ),
  ],

  async handle({ FunctionName, Marker, MaxItems }, ctx) {
    const reference = wholeFunction(
      FunctionName,
      "ListFunctionUrlConfigs",
      ctx,
    );
    const { functionName } = await knownFunction(reference, ctx);
    const { rows, nextToken } = await page(
      ctx.table(functionUrls, reference),
      { limit: pageSize(MaxItems), prefix: [functionName] },
      Marker,
      invalidMarker,
    );
    return {
      FunctionUrlConfigs: await Promise.all(
        rows.map(async (row) =>
          configurationOf(
            row,
            reference,
            await functionUrl(row.urlId, reference, ctx),
          ),
        ),
      ),
      ...(nextToken === undefined ? {} : { NextMarker: nextToken }),
    };
  },
});
