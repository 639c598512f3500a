import { GetObjectCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf } from "../bucket.ts";
import { onObject } from "../on-object.ts";
import { readContent } from "../read-content.ts";
import { readObject } from "../read-object.ts";

export const GetObject = operation(GetObjectCommand, {
  needs: onObject("s3:GetObject", "s3:GetObjectVersion"),
  audit: { category: "Data" },

  async handle(input, ctx) {
    const read = await readObject(input, await bucketOf(input, ctx), ctx);
    if (!read.content) return read.answer;
    return { ...read.answer, Body: readContent(ctx, read.content, read.range) };
  },
});
