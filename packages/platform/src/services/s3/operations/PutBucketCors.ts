import { PutBucketCorsCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";
import { checkRules } from "../cors/check-rules.ts";

export const PutBucketCors = operation(PutBucketCorsCommand, {
  needs: onBucket("s3:PutBucketCORS"),

  async handle(input, ctx) {
    const cors = input.CORSConfiguration.CORSRules ?? [];
    checkRules(cors);
    await configure(input, ctx, { cors });
    return {};
  },
});
