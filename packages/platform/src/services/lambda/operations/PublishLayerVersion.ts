import { PublishLayerVersionCommand } from "@aws-sdk/client-lambda";
import { allow, operation } from "../../../core/operation.ts";
import { opened, withArchive } from "../code/archive.ts";
import { LARGEST_REQUEST, receiveCode } from "../code/receive.ts";
import { unpackedCode } from "../code/unpack.ts";
import { layerReference } from "../layer-reference.ts";
import { layerVersionAnswer } from "../layer-version.ts";
import { layers, layerVersions, type LayerVersionRow } from "../tables.ts";
import { signatureIn } from "../verification/verdict.ts";

/** Publishing never blocks on a signature: layers are judged when a function takes them. */
export const PublishLayerVersion = operation(PublishLayerVersionCommand, {
  maxBody: LARGEST_REQUEST,
  audit: { eventName: "PublishLayerVersion20181031" },

  needs: ({ LayerName }, ctx) => [
    allow(
      "lambda:PublishLayerVersion",
      layerReference(LayerName, ctx).layerArn,
    ),
  ],

  receive: ({ Content }, ctx) => receiveCode(Content, ctx),

  async handle(input, ctx, { sha256, size }) {
    const reference = layerReference(input.LayerName, ctx);
    const { layerName } = reference;
    const file = ctx.blobs.path({ sha256 });
    const unzippedSize = await withArchive(
      file,
      async (reading) => opened(reading).unzippedSize,
    );
    await unpackedCode(ctx.platform).folder(sha256, file);
    const signature = await signatureIn(
      { arn: reference.layerArn, sha256 },
      ctx,
    );

    const known = await ctx.table(layers, reference).get(layerName);
    const version = known?.nextVersion ?? 1;
    const row: LayerVersionRow = {
      layerName,
      version,
      code: {
        sha256,
        size,
        unzippedSize,
        ...(signature ? { signature } : {}),
      },
      description: input.Description ?? "",
      ...(input.LicenseInfo === undefined
        ? {}
        : { licenseInfo: input.LicenseInfo }),
      ...(input.CompatibleRuntimes
        ? { compatibleRuntimes: input.CompatibleRuntimes }
        : {}),
      ...(input.CompatibleArchitectures
        ? { compatibleArchitectures: input.CompatibleArchitectures }
        : {}),
      createdAt: ctx.now(),
    };
    await ctx.table(layerVersions, reference).put(row);
    await ctx.table(layers, reference).put({
      layerName,
      nextVersion: version + 1,
      latestVersion: version,
    });
    return layerVersionAnswer(row, reference, ctx);
  },
});
