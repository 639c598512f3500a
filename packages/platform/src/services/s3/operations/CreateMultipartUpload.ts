import { randomBytes } from "node:crypto";
import { CreateMultipartUploadCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf } from "../bucket.ts";
import { askedAlgorithm } from "../checksum/asked.ts";
import { described } from "../describe.ts";
import { answerEncryption } from "../encryption.ts";
import { answerAbort } from "../lifecycle/expiry.ts";
import { uploadChecksum } from "../multipart/upload-checksum.ts";
import { checkKey } from "../object-key.ts";
import { creating, MAKES_A_PART } from "../on-object.ts";
import { uploads } from "../tables.ts";

export const CreateMultipartUpload = operation(CreateMultipartUploadCommand, {
  needs: async (input, ctx) =>
    creating(input, await bucketOf(input, ctx), MAKES_A_PART),
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    checkKey(input.Key);
    const checksum = uploadChecksum(askedAlgorithm(input), input.ChecksumType);
    const initiatedAt = ctx.now();
    const uploadId = newUploadId(initiatedAt);
    const description = described(input, bucket);
    await ctx.table(uploads).put({
      ...description,
      bucket: bucket.name,
      key: input.Key,
      uploadId,
      initiatedAt,
      initiator: ctx.caller.arn,
      checksum,
    });
    return {
      Bucket: bucket.name,
      Key: input.Key,
      UploadId: uploadId,
      ...answerAbort(bucket, { key: input.Key, initiatedAt }),
      ...answerEncryption(description),
      ...(checksum.implied
        ? {}
        : {
            ChecksumAlgorithm: checksum.algorithm,
            ChecksumType: checksum.type,
          }),
    };
  },
});

/** Ids sort by time, as ListMultipartUploads orders the uploads of a key. */
function newUploadId(now: number): string {
  const time = Math.floor(now).toString(16).padStart(12, "0");
  return time + randomBytes(26).toString("hex");
}
