import {
  DescribeImagesCommand,
  ImageNotFoundException,
} from "@aws-sdk/client-ecr";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { invalid, onRepository, repositoryOf } from "../repository.ts";
import { inRegistry } from "../repository-policy.ts";

/** A repository is empty: none of the images that are asked for is there. */
export const DescribeImages = operation(DescribeImagesCommand, {
  needs: (named, ctx) => onRepository("DescribeImages", named, ctx),

  async handle(request, ctx) {
    const { repository, place } = await repositoryOf(request, ctx);
    const [asked] = request.imageIds ?? [];
    if (asked)
      throw fault(
        ImageNotFoundException,
        `The image with imageId {imageDigest:'${asked.imageDigest ?? "null"}', imageTag:'${asked.imageTag ?? "null"}'} does not exist within the repository with name '${repository.name}' ${inRegistry(place)}`,
      );
    if (request.nextToken !== undefined)
      throw invalid("nextToken", "Invalid token");
    return { imageDetails: [] };
  },
});
