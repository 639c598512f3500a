import { ListAliasesCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { aliasOf } from "../alias-routing.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { invalidMarker, pageSize } from "../page-marker.ts";
import { onFunction } from "../permissions.ts";
import { aliases } from "../tables.ts";

export const ListAliases = operation(ListAliasesCommand, {
  audit: { eventName: "ListAliases20150331" },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:ListAliases",
      wholeFunction(FunctionName, "ListAliases", ctx),
      ctx,
    ),
  ],

  async handle({ FunctionName, FunctionVersion, Marker, MaxItems }, ctx) {
    const reference = wholeFunction(FunctionName, "ListAliases", ctx);
    const { functionName } = await knownFunction(reference, ctx);
    const { rows, nextToken } = await page(
      ctx.table(aliases, reference),
      {
        limit: pageSize(MaxItems),
        ...(FunctionVersion === undefined
          ? { prefix: [functionName] }
          : { index: "byVersion", prefix: [functionName, FunctionVersion] }),
      },
      Marker,
      invalidMarker,
    );
    return {
      Aliases: rows.map((row) => aliasOf(row, reference)),
      ...(nextToken === undefined ? {} : { NextMarker: nextToken }),
    };
  },
});
