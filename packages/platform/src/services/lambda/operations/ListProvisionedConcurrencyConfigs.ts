import { ListProvisionedConcurrencyConfigsCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { referenceTo, wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { sharesOfFunction } from "../invocation/provisioned/standing.ts";
import { provisionedStatus } from "../invocation/provisioned/status.ts";
import { provisionedConcurrency } from "../invocation/tables.ts";
import { invalidMarker, pageSize } from "../page-marker.ts";
import { onFunction } from "../permissions.ts";

export const ListProvisionedConcurrencyConfigs = operation(
  ListProvisionedConcurrencyConfigsCommand,
  {
    audit: { eventName: "ListProvisionedConcurrencyConfigs20190930" },

    needs: async ({ FunctionName }, ctx) => [
      await onFunction(
        "lambda:ListProvisionedConcurrencyConfigs",
        wholeFunction(FunctionName, "ListProvisionedConcurrencyConfigs", ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName, Marker, MaxItems }, ctx) {
      const reference = wholeFunction(
        FunctionName,
        "ListProvisionedConcurrencyConfigs",
        ctx,
      );
      const { functionName } = await knownFunction(reference, ctx);
      const { accountId, region } = reference;
      const { rows, nextToken } = await page(
        ctx.table(provisionedConcurrency),
        {
          limit: pageSize(MaxItems),
          prefix: [accountId, region, functionName],
        },
        Marker,
        invalidMarker,
      );
      const shares = await sharesOfFunction(reference, ctx);
      return {
        ProvisionedConcurrencyConfigs: rows.map((row) => ({
          FunctionArn: referenceTo(reference, functionName, row.qualifier).arn,
          ...provisionedStatus(row, shares, reference, ctx),
        })),
        ...(nextToken === undefined ? {} : { NextMarker: nextToken }),
      };
    },
  },
);
