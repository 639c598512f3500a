import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf } from "../bucket.ts";
import { onObject } from "../on-object.ts";
import { readObject } from "../read-object.ts";

export const HeadObject = operation(HeadObjectCommand, {
  needs: onObject("s3:GetObject", "s3:GetObjectVersion"),
  audit: { category: "Data" },

  async handle(input, ctx) {
    return (await readObject(input, await bucketOf(input, ctx), ctx)).answer;
  },
});
