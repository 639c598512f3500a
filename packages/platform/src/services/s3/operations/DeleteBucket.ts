import { DeleteBucketCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";
import { buckets, latestVersions, uploadEnded, uploads } from "../tables.ts";

/** A bucket must be empty of objects and versions; uploads under way end with it. */
export const DeleteBucket = operation(DeleteBucketCommand, {
  needs: onBucket("s3:DeleteBucket"),

  async handle(input, ctx) {
    const { name, versioning } = await bucketOf(input, ctx);
    // Every key that has a version, or only a delete marker, has a newest one.
    const { rows } = await ctx
      .table(latestVersions)
      .list({ prefix: [name], limit: 1 });
    if (rows.length > 0)
      throw fault(
        "BucketNotEmpty",
        versioning === undefined
          ? "The bucket you tried to delete is not empty"
          : "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
        409,
        { BucketName: name },
      );

    const open = await ctx.table(uploads).list({ prefix: [name] });
    for (const { key, uploadId } of open.rows) {
      await ctx.table(uploads).delete(name, key, uploadId);
      ctx.emit(uploadEnded, { uploadId });
    }
    await ctx.table(buckets).delete(name);
    return {};
  },
});
