import {
  ResourceNotFoundException,
  type GetLayerVersionResponse,
  type LayerVersionsListItem,
  type Architecture,
  type Runtime,
} from "@aws-sdk/client-lambda";
import type { Context } from "../../core/context.ts";
import { downloadUrl } from "../../core/download.ts";
import { fault } from "../../core/errors.ts";
import { codeSha256, lambdaTime, signatureMembers } from "./configuration.ts";
import type {
  LayerReference,
  LayerVersionReference,
} from "./layer-reference.ts";
import { layerVersions, type LayerVersionRow } from "./tables.ts";

/** @throws Fault ResourceNotFoundException */
export async function knownLayerVersion(
  reference: LayerVersionReference,
  ctx: Context,
): Promise<LayerVersionRow> {
  const row = await ctx
    .table(layerVersions, reference)
    .get(reference.layerName, reference.version);
  if (!row)
    throw fault(
      ResourceNotFoundException,
      "The resource you requested does not exist.",
    );
  return row;
}

/** A layer version with its content, as publishing and getting answer it. */
export function layerVersionAnswer(
  row: LayerVersionRow,
  reference: LayerReference,
  ctx: Context,
): GetLayerVersionResponse {
  return {
    Content: {
      Location: downloadUrl(row.code, ctx),
      CodeSha256: codeSha256(row.code),
      CodeSize: row.code.size,
      ...signatureMembers(row.code),
    },
    LayerArn: reference.layerArn,
    ...layerVersionItem(row, reference),
  };
}

/** A layer version as lists show it. */
export function layerVersionItem(
  row: LayerVersionRow,
  { layerArn }: LayerReference,
): LayerVersionsListItem {
  const { version, licenseInfo, compatibleRuntimes, compatibleArchitectures } =
    row;
  return {
    LayerVersionArn: `${layerArn}:${version}`,
    Version: version,
    Description: row.description,
    CreatedDate: lambdaTime(row.createdAt),
    ...(compatibleRuntimes
      ? { CompatibleRuntimes: [...compatibleRuntimes] as Runtime[] }
      : {}),
    ...(compatibleArchitectures
      ? {
          CompatibleArchitectures: [
            ...compatibleArchitectures,
          ] as Architecture[],
        }
      : {}),
    ...(licenseInfo === undefined ? {} : { LicenseInfo: licenseInfo }),
  };
}

/** What lists of layers may be narrowed to. */
export interface LayerFilter {
  readonly CompatibleRuntime?: string | undefined;
  readonly CompatibleArchitecture?: string | undefined;
}

/** Whether a version declares itself compatible with what is asked for. */
export function fits(
  row: LayerVersionRow,
  { CompatibleRuntime, CompatibleArchitecture }: LayerFilter,
): boolean {
  return (
    (CompatibleRuntime === undefined ||
      (row.compatibleRuntimes ?? []).includes(CompatibleRuntime)) &&
    (CompatibleArchitecture === undefined ||
      (row.compatibleArchitectures ?? []).includes(CompatibleArchitecture))
  );
}
