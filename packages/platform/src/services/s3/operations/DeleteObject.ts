import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { allow, operation } from "../../../core/operation.ts";
import { bucketOf } from "../bucket.ts";
import { deleteObject, deletingAction } from "../delete-object.ts";
import { deletionKeys } from "../on-object.ts";
import { objectArn } from "../tables.ts";

export const DeleteObject = operation(DeleteObjectCommand, {
  needs: async (input, ctx) => {
    const bucket = await bucketOf(input, ctx);
    const { Key: key, VersionId: versionId } = input;
    return [
      allow(
        deletingAction(versionId),
        objectArn(bucket.name, key),
        deletionKeys(bucket, input),
      ),
    ];
  },
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    const { deleteMarker, versionId } = await deleteObject(ctx, bucket, input);
    return {
      ...(deleteMarker ? { DeleteMarker: true } : {}),
      ...(versionId === undefined ? {} : { VersionId: versionId }),
    };
  },
});
