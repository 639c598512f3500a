import {
  DeleteLayerVersionCommand,
  GetLayerVersionByArnCommand,
  ListLayersCommand,
  ListLayerVersionsCommand,
  PublishLayerVersionCommand,
  type PublishLayerVersionCommandInput,
} from "@aws-sdk/client-lambda";
import { arn, parseArn } from "../../../core/arn.ts";
import { given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import {
  regionalRow,
  resourceType,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Lambda::LayerVersion";

export const layerVersion = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "lambda.layer-versions": regionalRow((place, name = "", version) =>
      arn("lambda", place, `layer:${name}:${Number(version)}`),
    ),
  },

  async create(properties, ctx) {
    const { LayerVersionArn = "" } = await ctx.send(
      new PublishLayerVersionCommand({
        ...given(properties, [
          "CompatibleArchitectures",
          "CompatibleRuntimes",
          "Content",
          "Description",
          "LicenseInfo",
        ]),
        LayerName: properties["LayerName"] ?? ctx.name({ most: 140 }),
      } as PublishLayerVersionCommandInput),
    );
    return LayerVersionArn;
  },

  async read(LayerVersionArn, ctx) {
    const found = await ctx
      .send(new GetLayerVersionByArnCommand({ Arn: LayerVersionArn }))
      .catch(absent);
    if (!found) return undefined;
    return {
      LayerVersionArn,
      LayerName: layerOf(LayerVersionArn).LayerName,
      ...given({ ...found }, [
        "CompatibleArchitectures",
        "CompatibleRuntimes",
        "LicenseInfo",
      ]),
      ...(found.Description ? { Description: found.Description } : {}),
    };
  },

  async delete(LayerVersionArn, ctx) {
    await ctx.send(new DeleteLayerVersionCommand(layerOf(LayerVersionArn)));
  },

  async list(ctx) {
    const layers = await everyPage(async (Marker) => {
      const { Layers = [], NextMarker } = await ctx.send(
        new ListLayersCommand(Marker === undefined ? {} : { Marker }),
      );
      return {
        items: Layers.map(({ LayerName = "" }) => LayerName),
        next: NextMarker,
      };
    });
    const versions = await Promise.all(
      layers.map((LayerName) => versionsOf(LayerName, ctx)),
    );
    return versions.flat();
  },
});

/** A layer version's ARN as the API's operations take it. */
export function layerOf(LayerVersionArn: string): {
  LayerName: string;
  VersionNumber: number;
} {
  const [, LayerName = "", version] =
    parseArn(LayerVersionArn)?.resource.split(":") ?? [];
  return { LayerName, VersionNumber: Number(version) };
}

const versionsOf = (
  LayerName: string,
  ctx: ResourceContext,
): Promise<readonly string[]> =>
  everyPage(async (Marker) => {
    const { LayerVersions = [], NextMarker } = await ctx.send(
      new ListLayerVersionsCommand({
        LayerName,
        ...(Marker === undefined ? {} : { Marker }),
      }),
    );
    return {
      items: LayerVersions.map(({ LayerVersionArn = "" }) => LayerVersionArn),
      next: NextMarker,
    };
  });
