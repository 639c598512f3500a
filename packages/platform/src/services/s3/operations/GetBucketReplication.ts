import { GetBucketReplicationCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

/** Buckets are not replicated here. */
export const GetBucketReplication = operation(GetBucketReplicationCommand, {
  needs: onBucket("s3:GetReplicationConfiguration"),

  async handle(input, ctx) {
    const { name } = await bucketOf(input, ctx);
    throw fault(
      "ReplicationConfigurationNotFoundError",
      "The replication configuration was not found",
      404,
      { BucketName: name },
    );
  },
});
