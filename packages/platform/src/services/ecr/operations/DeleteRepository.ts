import { DeleteRepositoryCommand } from "@aws-sdk/client-ecr";
import { operation } from "../../../core/operation.ts";
import { onRepository, repositoryOf, shownRepository } from "../repository.ts";
import { repositories } from "../tables.ts";

/** A repository is always empty, so that no force is needed. */
export const DeleteRepository = operation(DeleteRepositoryCommand, {
  needs: (named, ctx) => onRepository("DeleteRepository", named, ctx),

  async handle(named, ctx) {
    const { repository, place } = await repositoryOf(named, ctx);
    await ctx.table(repositories, place).delete(repository.name);
    return { repository: shownRepository(repository, place) };
  },
});
