import { ListLayerVersionsCommand } from "@aws-sdk/client-lambda";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { layerReference } from "../layer-reference.ts";
import { fits, layerVersionItem } from "../layer-version.ts";
import { invalidMarker, pageSize } from "../page-marker.ts";
import { layerVersions } from "../tables.ts";

/** The newest comes first. */
export const ListLayerVersions = operation(ListLayerVersionsCommand, {
  audit: { eventName: "ListLayerVersions20181031" },

  needs: () => [allow("lambda:ListLayerVersions", "*")],

  async handle(input, ctx) {
    const reference = layerReference(input.LayerName, ctx);
    const { rows, nextToken } = await page(
      ctx.table(layerVersions, reference),
      {
        prefix: [reference.layerName],
        reverse: true,
        limit: pageSize(input.MaxItems),
      },
      input.Marker,
      invalidMarker,
    );
    return {
      LayerVersions: rows
        .filter((row) => fits(row, input))
        .map((row) => layerVersionItem(row, reference)),
      ...(nextToken === undefined ? {} : { NextMarker: nextToken }),
    };
  },
});
