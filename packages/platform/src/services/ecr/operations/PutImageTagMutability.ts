import { PutImageTagMutabilityCommand } from "@aws-sdk/client-ecr";
import { operation } from "../../../core/operation.ts";
import { onRepository, repositoryOf } from "../repository.ts";
import { tagMutability } from "../settings.ts";
import { repositories } from "../tables.ts";

export const PutImageTagMutability = operation(PutImageTagMutabilityCommand, {
  needs: (named, ctx) => onRepository("PutImageTagMutability", named, ctx),

  async handle(request, ctx) {
    const { repository, place } = await repositoryOf(request, ctx);
    const filters = request.imageTagMutabilityExclusionFilters;
    const { exclusions: _old, ...rest } = repository;
    await ctx.table(repositories, place).put({
      ...rest,
      ...tagMutability(request.imageTagMutability, filters),
    });
    return {
      registryId: place.accountId,
      repositoryName: repository.name,
      imageTagMutability: request.imageTagMutability,
      ...(filters ? { imageTagMutabilityExclusionFilters: filters } : {}),
    };
  },
});
