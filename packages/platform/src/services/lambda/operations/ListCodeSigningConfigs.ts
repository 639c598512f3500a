import { ListCodeSigningConfigsCommand } from "@aws-sdk/client-lambda";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { configOf } from "../code-signing-config.ts";
import { invalidMarker, pageSize } from "../page-marker.ts";
import { codeSigningConfigs } from "../tables.ts";

export const ListCodeSigningConfigs = operation(ListCodeSigningConfigsCommand, {
  needs: () => [allow("lambda:ListCodeSigningConfigs", "*")],

  async handle({ Marker, MaxItems }, ctx) {
    const { rows, nextToken } = await page(
      ctx.table(codeSigningConfigs),
      { limit: pageSize(MaxItems) },
      Marker,
      invalidMarker,
    );
    return {
      CodeSigningConfigs: rows.map(configOf),
      ...(nextToken === undefined ? {} : { NextMarker: nextToken }),
    };
  },
});
