import { GetObjectAclCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { ownersFullControl } from "../acl.ts";
import { bucketOf } from "../bucket.ts";
import { objectOf } from "../find-object.ts";
import { onObject } from "../on-object.ts";

export const GetObjectAcl = operation(GetObjectAclCommand, {
  needs: onObject("s3:GetObjectAcl", "s3:GetObjectVersionAcl"),
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    await objectOf(ctx, bucket, input.Key, input.VersionId);
    return ownersFullControl(bucket);
  },
});
