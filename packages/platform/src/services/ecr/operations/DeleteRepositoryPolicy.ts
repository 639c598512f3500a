import { DeleteRepositoryPolicyCommand } from "@aws-sdk/client-ecr";
import { unbindPrincipals } from "../../../core/identity/principal-ids.ts";
import { operation } from "../../../core/operation.ts";
import { onRepository, repositoryOf } from "../repository.ts";
import { policyOf } from "../repository-policy.ts";
import { repositories } from "../tables.ts";

export const DeleteRepositoryPolicy = operation(DeleteRepositoryPolicyCommand, {
  needs: (named, ctx) => onRepository("DeleteRepositoryPolicy", named, ctx),

  async handle(named, ctx) {
    const found = await repositoryOf(named, ctx);
    const policyText = await unbindPrincipals(policyOf(found), ctx);
    const { policy: _gone, ...rest } = found.repository;
    await ctx.table(repositories, found.place).put(rest);
    return {
      registryId: found.place.accountId,
      repositoryName: rest.name,
      policyText,
    };
  },
});
