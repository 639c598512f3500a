import { DeleteObjectsCommand, type DeletedObject } from "@aws-sdk/client-s3";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf } from "../bucket.ts";
import {
  deleteObject,
  deletingAction,
  type Deletes,
} from "../delete-object.ts";
import { accessDenied, malformedXml } from "../faults.ts";
import { deletionKeys } from "../on-object.ts";
import { objectArn, type Bucket } from "../tables.ts";

const MOST = 1000;

/** Each key is its own deletion: one that is not allowed or fails does not hold back the others. */
export const DeleteObjects = operation(DeleteObjectsCommand, {
  needs: async (input, ctx) => {
    await bucketOf(input, ctx);
    return [];
  },
  audit: { category: "Data" },
  maxBody: 8 << 20,

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    const { Objects = [], Quiet } = input.Delete;
    if (Objects.length === 0 || Objects.length > MOST) throw malformedXml();

    const Deleted: DeletedObject[] = [];
    const Errors = [];
    for (const {
      Key = "",
      VersionId,
      ETag,
      LastModifiedTime,
      Size,
    } of Objects) {
      const wanted = {
        Key,
        VersionId,
        IfMatch: ETag,
        IfMatchLastModifiedTime: LastModifiedTime,
        IfMatchSize: Size,
      };
      const done = await deletion(ctx, bucket, wanted);
      if (!(done instanceof Fault)) Deleted.push(done);
      else
        Errors.push({
          Key,
          ...(VersionId === undefined ? {} : { VersionId }),
          Code: done.name,
          Message: done.message,
        });
    }
    return { ...(Quiet ? {} : { Deleted }), Errors };
  },
});

async function deletion(
  ctx: Context,
  bucket: Bucket,
  wanted: Deletes,
): Promise<DeletedObject | Fault> {
  const { Key, VersionId } = wanted;
  try {
    const allowed = await ctx.permits(
      deletingAction(VersionId),
      objectArn(bucket.name, Key),
      deletionKeys(bucket, wanted),
    );
    if (!allowed) return accessDenied();
    const { deleteMarker, versionId } = await deleteObject(ctx, bucket, wanted);
    return {
      Key,
      ...(VersionId === undefined ? {} : { VersionId }),
      ...(deleteMarker
        ? { DeleteMarker: true, DeleteMarkerVersionId: versionId }
        : {}),
    };
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
