import { DeleteLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import { operation } from "../../../core/operation.ts";
import { lifecyclePolicyOf } from "../lifecycle-policy.ts";
import { onRepository, repositoryOf } from "../repository.ts";
import { repositories } from "../tables.ts";

export const DeleteLifecyclePolicy = operation(DeleteLifecyclePolicyCommand, {
  needs: (named, ctx) => onRepository("DeleteLifecyclePolicy", named, ctx),

  async handle(named, ctx) {
    const found = await repositoryOf(named, ctx);
    const lifecyclePolicyText = lifecyclePolicyOf(found);
    const { lifecyclePolicy: _gone, ...rest } = found.repository;
    await ctx.table(repositories, found.place).put(rest);
    return {
      registryId: found.place.accountId,
      repositoryName: rest.name,
      lifecyclePolicyText,
      lastEvaluatedAt: new Date(0),
    };
  },
});
