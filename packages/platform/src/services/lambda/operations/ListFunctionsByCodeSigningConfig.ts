import { ListFunctionsByCodeSigningConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { knownConfig, onConfig } from "../code-signing-config.ts";
import { referenceTo } from "../function-reference.ts";
import { invalidMarker, pageSize } from "../page-marker.ts";
import { functions } from "../tables.ts";

export const ListFunctionsByCodeSigningConfig = operation(
  ListFunctionsByCodeSigningConfigCommand,
  {
    needs: async ({ CodeSigningConfigArn }, ctx) => [
      await onConfig(
        "lambda:ListFunctionsByCodeSigningConfig",
        CodeSigningConfigArn,
        ctx,
      ),
    ],

    async handle({ CodeSigningConfigArn, Marker, MaxItems }, ctx) {
      const { arn } = await knownConfig(CodeSigningConfigArn, ctx);
      const { rows, nextToken } = await page(
        ctx.table(functions),
        {
          index: "byCodeSigningConfig",
          prefix: [arn],
          limit: pageSize(MaxItems),
        },
        Marker,
        invalidMarker,
      );
      return {
        FunctionArns: rows.map(
          ({ functionName }) => referenceTo(ctx, functionName).functionArn,
        ),
        ...(nextToken === undefined ? {} : { NextMarker: nextToken }),
      };
    },
  },
);
