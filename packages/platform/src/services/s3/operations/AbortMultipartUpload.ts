import { AbortMultipartUploadCommand } from "@aws-sdk/client-s3";
import { allow, operation } from "../../../core/operation.ts";
import { bucketOf, bucketKeys } from "../bucket.ts";
import { notImplemented } from "../faults.ts";
import { uploadOf } from "../multipart/upload-of.ts";
import { objectArn, uploadEnded, uploads } from "../tables.ts";

export const AbortMultipartUpload = operation(AbortMultipartUploadCommand, {
  needs: async (input, ctx) => {
    const bucket = await bucketOf(input, ctx);
    return [
      allow(
        "s3:AbortMultipartUpload",
        objectArn(bucket.name, input.Key),
        bucketKeys(bucket),
      ),
    ];
  },
  audit: { category: "Data" },

  async handle(input, ctx) {
    if (input.IfMatchInitiatedTime !== undefined)
      throw notImplemented("x-amz-if-match-initiated-time");
    const { bucket, key, uploadId } = await uploadOf(input, ctx);
    await ctx.table(uploads).delete(bucket, key, uploadId);
    ctx.emit(uploadEnded, { uploadId });
    return {};
  },
});
