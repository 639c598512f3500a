import { ListFunctionEventInvokeConfigsCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { eventInvokeConfigOf } from "../invocation/event-invoke-config.ts";
import { eventInvokeConfigs } from "../invocation/tables.ts";
import { invalidMarker, pageSize } from "../page-marker.ts";
import { onFunction } from "../permissions.ts";

export const ListFunctionEventInvokeConfigs = operation(
  ListFunctionEventInvokeConfigsCommand,
  {
    audit: { eventName: "ListFunctionEventInvokeConfigs20190925" },

    needs: async ({ FunctionName }, ctx) => [
      await onFunction(
        "lambda:ListFunctionEventInvokeConfigs",
        wholeFunction(FunctionName, "ListFunctionEventInvokeConfigs", ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName, Marker, MaxItems }, ctx) {
      const reference = wholeFunction(
        FunctionName,
        "ListFunctionEventInvokeConfigs",
        ctx,
      );
      const { functionName } = await knownFunction(reference, ctx);
      const { rows, nextToken } = await page(
        ctx.table(eventInvokeConfigs, reference),
        { limit: pageSize(MaxItems), prefix: [functionName] },
        Marker,
        invalidMarker,
      );
      return {
        FunctionEventInvokeConfigs: rows.map((row) =>
          eventInvokeConfigOf(row, reference),
        ),
        ...(nextToken === undefined ? {} : { NextMarker: nextToken }),
      };
    },
  },
);
