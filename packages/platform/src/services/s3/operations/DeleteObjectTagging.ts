import { DeleteObjectTaggingCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf } from "../bucket.ts";
import { tellOfChange } from "../notify.ts";
import { onObject } from "../on-object.ts";
import { retag } from "../retag.ts";

export const DeleteObjectTagging = operation(DeleteObjectTaggingCommand, {
  needs: onObject("s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"),
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    const version = await retag(ctx, bucket, input, {});
    tellOfChange(ctx, bucket, "ObjectTagging:Delete", version);
    return bucket.versioning === undefined
      ? {}
      : { VersionId: version.versionId };
  },
});
