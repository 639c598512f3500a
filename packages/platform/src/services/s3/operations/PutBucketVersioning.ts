import { PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";
import { malformedXml, notImplemented } from "../faults.ts";

/** Once enabled, versioning can be suspended, but never be undone. */
export const PutBucketVersioning = operation(PutBucketVersioningCommand, {
  needs: onBucket("s3:PutBucketVersioning"),

  async handle(input, ctx) {
    const { Status, MFADelete } = input.VersioningConfiguration;
    if (MFADelete === "Enabled") throw notImplemented("x-amz-mfa");
    if (Status === undefined) throw malformedXml();
    await configure(input, ctx, { versioning: Status });
    return {};
  },
});
