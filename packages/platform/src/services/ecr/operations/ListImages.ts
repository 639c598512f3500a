import { ListImagesCommand } from "@aws-sdk/client-ecr";
import { operation } from "../../../core/operation.ts";
import { invalid, onRepository, repositoryOf } from "../repository.ts";

/** A repository is empty: pushing is not built. */
export const ListImages = operation(ListImagesCommand, {
  needs: (named, ctx) => onRepository("ListImages", named, ctx),

  async handle(request, ctx) {
    await repositoryOf(request, ctx);
    if (request.nextToken !== undefined)
      throw invalid("nextToken", "Invalid token");
    return { imageIds: [] };
  },
});
