import { PutBucketAbacCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";
import { malformedXml } from "../faults.ts";

/** Lets the bucket's tags count for permissions, as `aws:ResourceTag` and `s3:BucketTag`. */
export const PutBucketAbac = operation(PutBucketAbacCommand, {
  needs: onBucket("s3:PutBucketAbac"),

  async handle(input, ctx) {
    const { Status } = input.AbacStatus;
    if (Status === undefined) throw malformedXml();
    await configure(input, ctx, {
      abac: Status === "Enabled" ? true : undefined,
    });
    return {};
  },
});
