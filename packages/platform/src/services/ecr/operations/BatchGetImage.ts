import { BatchGetImageCommand, type ImageFailure } from "@aws-sdk/client-ecr";
import { operation } from "../../../core/operation.ts";
import { onRepository, repositoryOf } from "../repository.ts";

/** A repository is empty: none of the images that are asked for is there. */
export const BatchGetImage = operation(BatchGetImageCommand, {
  needs: (named, ctx) => onRepository("BatchGetImage", named, ctx),

  async handle(request, ctx) {
    await repositoryOf(request, ctx);
    const failures = request.imageIds.map((imageId): ImageFailure => {
      const { imageDigest, imageTag } = imageId;
      return imageDigest === undefined && imageTag === undefined
        ? {
            imageId,
            failureCode: "MissingDigestAndTag",
            failureReason:
              "Invalid request parameters: both tag and digest cannot be null",
          }
        : {
            imageId,
            failureCode: "ImageNotFound",
            failureReason: "Requested image not found",
          };
    });
    return { images: [], failures };
  },
});
