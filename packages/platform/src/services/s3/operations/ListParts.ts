import { ListPartsCommand } from "@aws-sdk/client-s3";
import { allow, operation } from "../../../core/operation.ts";
import { quoted } from "../answer-object.ts";
import { bucketOf, bucketKeys } from "../bucket.ts";
import { toldValue } from "../checksum/told.ts";
import { invalidArgument } from "../faults.ts";
import { answerAbort } from "../lifecycle/expiry.ts";
import { pageLength } from "../list/encoding.ts";
import { uploadOf } from "../multipart/upload-of.ts";
import { canonicalUserId } from "../owner.ts";
import { objectArn, parts } from "../tables.ts";

export const ListParts = operation(ListPartsCommand, {
  needs: async (input, ctx) => {
    const bucket = await bucketOf(input, ctx);
    return [
      allow(
        "s3:ListMultipartUploadParts",
        objectArn(bucket.name, input.Key),
        bucketKeys(bucket),
      ),
    ];
  },
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    const upload = await uploadOf(input, ctx);
    const { key, uploadId, checksum, storageClass, initiator } = upload;
    const marker = markerOf(input.PartNumberMarker);
    const MaxParts = pageLength(input.MaxParts, "max-parts");
    const { rows } = await ctx.table(parts).list({
      prefix: [uploadId],
      from: [marker + 1],
      limit: MaxParts + 1,
    });
    const shown = rows.slice(0, MaxParts);
    return {
      Bucket: bucket.name,
      Key: key,
      UploadId: uploadId,
      ...answerAbort(bucket, upload),
      PartNumberMarker: String(marker),
      NextPartNumberMarker: String(shown.at(-1)?.partNumber ?? 0),
      MaxParts,
      IsTruncated: rows.length > shown.length && MaxParts > 0,
      Parts: shown.map((part) => ({
        PartNumber: part.partNumber,
        LastModified: new Date(part.modifiedAt),
        ETag: quoted(part.eTag),
        Size: part.blob.size,
        ...(checksum.implied
          ? {}
          : toldValue(checksum.algorithm, part.checksum)),
      })),
      Initiator: { ID: initiator },
      Owner: { ID: canonicalUserId(bucket.accountId) },
      StorageClass: storageClass,
      ...(checksum.implied
        ? {}
        : {
            ChecksumAlgorithm: checksum.algorithm,
            ChecksumType: checksum.type,
          }),
    };
  },
});

function markerOf(text: string | undefined): number {
  const marker = Number(text ?? 0);
  if (Number.isInteger(marker) && marker >= 0 && marker < 2 ** 31)
    return marker;
  throw invalidArgument(
    "Argument part-number-marker must be an integer between 0 and 2147483647",
    "part-number-marker",
    text,
  );
}
