import { GetBucketAclCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { ownersFullControl } from "../acl.ts";
import { bucketOf, onBucket } from "../bucket.ts";

export const GetBucketAcl = operation(GetBucketAclCommand, {
  needs: onBucket("s3:GetBucketAcl"),

  async handle(input, ctx) {
    return ownersFullControl(await bucketOf(input, ctx));
  },
});
