import { ListLayersCommand } from "@aws-sdk/client-lambda";
import type { Context } from "../../../core/context.ts";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { layerReference } from "../layer-reference.ts";
import { fits, layerVersionItem, type LayerFilter } from "../layer-version.ts";
import { invalidMarker, pageSize } from "../page-marker.ts";
import {
  layers,
  layerVersions,
  type LayerRow,
  type LayerVersionRow,
} from "../tables.ts";

export const ListLayers = operation(ListLayersCommand, {
  audit: { eventName: "ListLayers20181031" },

  needs: () => [allow("lambda:ListLayers", "*")],

  async handle(input, ctx) {
    const { rows, nextToken } = await page(
      ctx.table(layers),
      { index: "listed", limit: pageSize(input.MaxItems) },
      input.Marker,
      invalidMarker,
    );
    const latest = await Promise.all(
      rows.map((row) => latestMatching(row, input, ctx)),
    );
    return {
      Layers: latest.flatMap((row) => {
        if (!row) return [];
        const reference = layerReference(row.layerName, ctx);
        return [
          {
            LayerName: row.layerName,
            LayerArn: reference.layerArn,
            LatestMatchingVersion: layerVersionItem(row, reference),
          },
        ];
      }),
      ...(nextToken === undefined ? {} : { NextMarker: nextToken }),
    };
  },
});

/** Without a filter the layer's row knows its latest version; with one, versions are looked through from the last. */
async function latestMatching(
  { layerName, latestVersion }: LayerRow,
  filter: LayerFilter,
  ctx: Context,
): Promise<LayerVersionRow | undefined> {
  if (latestVersion === undefined) return undefined;
  const rows = ctx.table(layerVersions);
  const latest = await rows.get(layerName, latestVersion);
  if (latest && fits(latest, filter)) return latest;
  const { rows: all } = await rows.list({ prefix: [layerName], reverse: true });
  return all.find((row) => fits(row, filter));
}
