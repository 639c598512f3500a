import { CompleteMultipartUploadCommand } from "@aws-sdk/client-s3";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { answerWritten } from "../answer-object.ts";
import { bucketOf } from "../bucket.ts";
import type { NamesChecksum } from "../checksum/asked.ts";
import { told } from "../checksum/told.ts";
import { checkWrite } from "../conditions.ts";
import { invalidRequest } from "../faults.ts";
import { isObject } from "../find-object.ts";
import { assembled } from "../multipart/assemble.ts";
import { isPartNumber } from "../multipart/store-part.ts";
import { uploadOf } from "../multipart/upload-of.ts";
import { tellOfChange } from "../notify.ts";
import { creating } from "../on-object.ts";
import {
  parts,
  uploadEnded,
  uploads,
  type Bucket,
  type Content,
  type ObjectVersion,
} from "../tables.ts";
import { addVersion, versionOf } from "../versions.ts";

/** Parts are point reads of the numbers that the client names; what is left of the upload goes by an event. */
export const CompleteMultipartUpload = operation(
  CompleteMultipartUploadCommand,
  {
    needs: async ({ Key, IfMatch, IfNoneMatch, ...input }, ctx) => {
      const bucket = await bucketOf(input, ctx);
      return creating({ Bucket: bucket.name, Key }, bucket, {
        "s3:if-match": IfMatch,
        "s3:if-none-match": IfNoneMatch,
      });
    },
    audit: { category: "Data" },
    maxBody: 8 << 20,

    async handle(input, ctx) {
      const bucket = await bucketOf(input, ctx);
      const { Key, UploadId } = input;
      const latest = await versionOf(ctx, bucket.name, Key);
      // A client that did not hear the answer asks again, and is told the same.
      if (latest && isObject(latest) && latest.content.uploadId === UploadId)
        return answer(bucket, latest, ctx);

      const upload = await uploadOf(input, ctx);
      checkWrite(input, Key, latest);
      const named = input.MultipartUpload?.Parts ?? [];
      const stored = [];
      for (const { PartNumber = 0 } of named)
        stored.push(
          isPartNumber(PartNumber)
            ? await ctx.table(parts).get(UploadId, PartNumber)
            : undefined,
        );
      const content = assembled(upload, named, stored);
      checkClaims(input, content);

      const version = await addVersion(ctx, bucket, Key, content);
      await ctx.table(uploads).delete(bucket.name, Key, UploadId);
      ctx.emit(uploadEnded, { uploadId: UploadId });
      tellOfChange(
        ctx,
        bucket,
        "ObjectCreated:CompleteMultipartUpload",
        version,
      );
      return answer(bucket, { ...version, content }, ctx);
    },
  },
);

/** What the client says of the whole must be so. */
function checkClaims(
  input: NamesChecksum & {
    readonly ChecksumType?: string | undefined;
    readonly MpuObjectSize?: number | undefined;
  },
  { size, checksum }: Content,
): void {
  const { MpuObjectSize, ChecksumType } = input;
  if (MpuObjectSize !== undefined && MpuObjectSize !== size)
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${MpuObjectSize} does not match what was computed: ${size}`,
    );
  if (ChecksumType !== undefined && ChecksumType !== checksum.type)
    throw invalidRequest(
      `The upload was created using the ${checksum.type} checksum mode. The complete request must use the same checksum mode.`,
    );
  const claimed = input[`Checksum${checksum.algorithm}`];
  if (claimed !== undefined && claimed !== checksum.value)
    throw fault(
      "BadDigest",
      `The ${checksum.algorithm.toLowerCase()} you specified did not match what we received.`,
      400,
    );
}

function answer(bucket: Bucket, version: ObjectVersion, ctx: Context) {
  const { key, content } = version;
  const path = key.split("/").map(encodeURIComponent).join("/");
  return {
    Location: `${ctx.request.origin}/${bucket.name}/${path}`,
    Bucket: bucket.name,
    Key: key,
    ...answerWritten(bucket, version),
    ...told(content.checksum),
  };
}
