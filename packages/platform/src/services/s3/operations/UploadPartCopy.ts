import { UploadPartCopyCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { quoted } from "../answer-object.ts";
import { bucketOf } from "../bucket.ts";
import { toldValue } from "../checksum/told.ts";
import type { ByteRange } from "../byte-range.ts";
import { readingSource, sourceOf } from "../copy-source.ts";
import { answerEncryption } from "../encryption.ts";
import { entityTooLarge, invalidArgument } from "../faults.ts";
import { checkPartNumber, storePart } from "../multipart/store-part.ts";
import { uploadOf } from "../multipart/upload-of.ts";
import { creating, MAKES_A_PART } from "../on-object.ts";
import { readContent } from "../read-content.ts";
import { LARGEST_BODY, receiveBody } from "../receive-body.ts";

/** A part has an MD5 of its own, so its bytes are read; the same bytes are stored once. */
export const UploadPartCopy = operation(UploadPartCopyCommand, {
  needs: async (input, ctx) => {
    const bucket = await bucketOf(input, ctx);
    const { Key, CopySource } = input;
    return [
      await readingSource(input, ctx),
      ...creating({ Bucket: bucket.name, Key }, bucket, {
        ...MAKES_A_PART,
        "s3:x-amz-copy-source": CopySource.replace(/^\//, ""),
      }),
    ];
  },
  audit: { category: "Data", eventName: "UploadPartCopy" },

  async handle(input, ctx) {
    const upload = await uploadOf(input, ctx);
    const { checksum } = upload;
    checkPartNumber(input.PartNumber);
    const source = await sourceOf(input, ctx);
    const range = copiedRange(input.CopySourceRange, source.content.size);
    const received = await receiveBody(
      ctx,
      readContent(ctx, source.content, range),
      checksum.algorithm,
    );
    const part = await storePart(ctx, input, received);
    return {
      ...(source.versioned ? { CopySourceVersionId: source.versionId } : {}),
      ...answerEncryption(upload),
      CopyPartResult: {
        ETag: quoted(part.eTag),
        LastModified: new Date(part.modifiedAt),
        ...(checksum.implied
          ? {}
          : toldValue(checksum.algorithm, part.checksum)),
      },
    };
  },
});

/** Unlike a read's, this range names both ends, and they must lie in the source. */
function copiedRange(header: string | undefined, size: number): ByteRange {
  const range =
    header === undefined
      ? { start: 0, end: size - 1 }
      : writtenRange(header, size);
  const length = range.end - range.start + 1;
  if (length > LARGEST_BODY) throw entityTooLarge(length, LARGEST_BODY);
  return range;
}

function writtenRange(header: string, size: number): ByteRange {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (first === undefined || Number(first) > Number(last))
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      "x-amz-copy-source-range",
      header,
    );
  if (Number(last) >= size)
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${size}`,
      "x-amz-copy-source-range",
      header,
    );
  return { start: Number(first), end: Number(last) };
}
