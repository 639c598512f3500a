import {
  GetBucketLocationCommand,
  type BucketLocationConstraint,
} from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

/** The first Region has no constraint: its answer is empty. */
export const GetBucketLocation = operation(GetBucketLocationCommand, {
  needs: onBucket("s3:GetBucketLocation"),

  async handle(input, ctx) {
    const { region } = await bucketOf(input, ctx);
    return region === "us-east-1"
      ? {}
      : { LocationConstraint: region as BucketLocationConstraint };
  },
});
