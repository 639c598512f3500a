import { DeleteLayerVersionCommand } from "@aws-sdk/client-lambda";
import { allow, operation } from "../../../core/operation.ts";
import { layerVersion } from "../layer-reference.ts";
import { layers, layerVersions } from "../tables.ts";

/** Functions that use the version keep it; its number is not given again. */
export const DeleteLayerVersion = operation(DeleteLayerVersionCommand, {
  audit: { eventName: "DeleteLayerVersion20181031" },

  needs: ({ LayerName, VersionNumber }, ctx) => [
    allow(
      "lambda:DeleteLayerVersion",
      layerVersion(LayerName, VersionNumber, ctx).arn,
    ),
  ],

  async handle({ LayerName, VersionNumber }, ctx) {
    const reference = layerVersion(LayerName, VersionNumber, ctx);
    const { layerName, version } = reference;
    const owner = await ctx.table(layers, reference).get(layerName);
    if (!owner) return {};
    const rows = ctx.table(layerVersions, reference);
    await rows.delete(layerName, version);
    if (owner.latestVersion !== version) return {};

    const { rows: left } = await rows.list({
      prefix: [layerName],
      reverse: true,
      limit: 1,
    });
    const { latestVersion: _, ...rest } = owner;
    await ctx
      .table(layers, reference)
      .put(left[0] ? { ...rest, latestVersion: left[0].version } : rest);
    return {};
  },
});
