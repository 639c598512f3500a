import { UploadPartCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { quoted } from "../answer-object.ts";
import { bucketOf } from "../bucket.ts";
import { toldValue } from "../checksum/told.ts";
import { answerEncryption } from "../encryption.ts";
import { checkPart, storePart } from "../multipart/store-part.ts";
import { uploadOf } from "../multipart/upload-of.ts";
import { creating, MAKES_A_PART } from "../on-object.ts";
import { LARGEST_BODY, receiveBody } from "../receive-body.ts";

export const UploadPart = operation(UploadPartCommand, {
  needs: async ({ Key, ...input }, ctx) => {
    const bucket = await bucketOf(input, ctx);
    return creating({ Bucket: bucket.name, Key }, bucket, MAKES_A_PART);
  },
  audit: { category: "Data" },
  maxBody: LARGEST_BODY,

  async receive(input, ctx) {
    const upload = await uploadOf(input, ctx);
    checkPart(input, upload, ctx);
    return receiveBody(ctx, input.Body, upload.checksum.algorithm);
  },

  async handle(input, ctx, received) {
    const upload = await uploadOf(input, ctx);
    const { checksum } = upload;
    await storePart(ctx, input, received);
    return {
      ETag: quoted(received.md5),
      ...answerEncryption(upload),
      ...(checksum.implied
        ? {}
        : toldValue(checksum.algorithm, received.checksum)),
    };
  },
});
