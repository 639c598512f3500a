import {
  GetObjectAttributesCommand,
  type ObjectPart,
} from "@aws-sdk/client-s3";
import { allow, operation } from "../../../core/operation.ts";
import { bucketOf } from "../bucket.ts";
import { told, toldValue } from "../checksum/told.ts";
import { objectOf } from "../find-object.ts";
import { existingKeys } from "../on-object.ts";
import { pageLength } from "../list/encoding.ts";
import { objectArn, type Content } from "../tables.ts";

export const GetObjectAttributes = operation(GetObjectAttributesCommand, {
  needs: async (input, ctx) => {
    const bucket = await bucketOf(input, ctx);
    const { Key: key, VersionId: versionId } = input;
    const arn = objectArn(bucket.name, key);
    const keys = await existingKeys(ctx, bucket, key, versionId);
    return versionId === undefined
      ? [
          allow("s3:GetObject", arn, keys),
          allow("s3:GetObjectAttributes", arn, keys),
        ]
      : [
          allow("s3:GetObjectVersion", arn, keys),
          allow("s3:GetObjectVersionAttributes", arn, keys),
        ];
  },
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    const { modifiedAt, versionId, content } = await objectOf(
      ctx,
      bucket,
      input.Key,
      input.VersionId,
    );
    const wanted = new Set<string>(input.ObjectAttributes);
    const isMultipart = content.pieces[0]?.partNumber !== undefined;
    return {
      LastModified: new Date(modifiedAt),
      ...(bucket.versioning === undefined ? {} : { VersionId: versionId }),
      ...(wanted.has("ETag") ? { ETag: content.eTag } : {}),
      ...(wanted.has("Checksum") ? { Checksum: told(content.checksum) } : {}),
      ...(wanted.has("ObjectParts") && isMultipart
        ? { ObjectParts: partsOf(content, input) }
        : {}),
      ...(wanted.has("StorageClass")
        ? { StorageClass: content.storageClass }
        : {}),
      ...(wanted.has("ObjectSize") ? { ObjectSize: content.size } : {}),
    };
  },
});

/** S3 tells of single parts only where each has a checksum of its own: in composite ones. */
function partsOf(
  { pieces, checksum }: Content,
  {
    MaxParts,
    PartNumberMarker,
  }: {
    MaxParts?: number | undefined;
    PartNumberMarker?: string | undefined;
  },
) {
  const TotalPartsCount = pieces.length;
  if (checksum.type !== "COMPOSITE") return { TotalPartsCount };
  const marker = Number(PartNumberMarker ?? 0);
  const limit = pageLength(MaxParts, "max-parts");
  const rest = pieces.filter(({ partNumber = 0 }) => partNumber > marker);
  const shown = rest.slice(0, limit);
  return {
    TotalPartsCount,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(shown.at(-1)?.partNumber ?? 0),
    MaxParts: limit,
    IsTruncated: rest.length > shown.length,
    Parts: shown.map(({ partNumber, blob, checksum: value }): ObjectPart => ({
      PartNumber: partNumber,
      Size: blob.size,
      ...(value === undefined ? {} : toldValue(checksum.algorithm, value)),
    })),
  };
}
