import { GetRepositoryPolicyCommand } from "@aws-sdk/client-ecr";
import { unbindPrincipals } from "../../../core/identity/principal-ids.ts";
import { operation } from "../../../core/operation.ts";
import { onRepository, repositoryOf } from "../repository.ts";
import { policyOf } from "../repository-policy.ts";

export const GetRepositoryPolicy = operation(GetRepositoryPolicyCommand, {
  needs: (named, ctx) => onRepository("GetRepositoryPolicy", named, ctx),

  async handle(named, ctx) {
    const found = await repositoryOf(named, ctx);
    return {
      registryId: found.place.accountId,
      repositoryName: found.repository.name,
      policyText: await unbindPrincipals(policyOf(found), ctx),
    };
  },
});
