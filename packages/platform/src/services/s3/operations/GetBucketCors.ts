import { GetBucketCorsCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

export const GetBucketCors = operation(GetBucketCorsCommand, {
  needs: onBucket("s3:GetBucketCORS"),

  async handle(input, ctx) {
    const { name, cors } = await bucketOf(input, ctx);
    if (!cors)
      throw fault(
        "NoSuchCORSConfiguration",
        "The CORS configuration does not exist",
        404,
        { BucketName: name },
      );
    return { CORSRules: [...cors] };
  },
});
