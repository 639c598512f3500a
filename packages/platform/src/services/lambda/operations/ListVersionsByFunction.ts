import { ListVersionsByFunctionCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { configurationOf, versionName } from "../configuration.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { invalidMarker, pageSize } from "../page-marker.ts";
import { onFunction } from "../permissions.ts";
import { versions } from "../tables.ts";

export const ListVersionsByFunction = operation(ListVersionsByFunctionCommand, {
  audit: { eventName: "ListVersionsByFunction20150331" },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:ListVersionsByFunction",
      wholeFunction(FunctionName, "ListVersionsByFunction", ctx),
      ctx,
    ),
  ],

  async handle({ FunctionName, Marker, MaxItems }, ctx) {
    const reference = wholeFunction(
      FunctionName,
      "ListVersionsByFunction",
      ctx,
    );
    const { functionName } = await knownFunction(reference, ctx);
    const { rows, nextToken } = await page(
      ctx.table(versions, reference),
      { prefix: [functionName], limit: pageSize(MaxItems) },
      Marker,
      invalidMarker,
    );
    return {
      Versions: rows.map((row) =>
        configurationOf(row, reference, versionName(row.version)),
      ),
      ...(nextToken === undefined ? {} : { NextMarker: nextToken }),
    };
  },
});
