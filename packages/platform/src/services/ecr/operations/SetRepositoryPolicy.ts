import { SetRepositoryPolicyCommand } from "@aws-sdk/client-ecr";
import { unbindPrincipals } from "../../../core/identity/principal-ids.ts";
import { operation } from "../../../core/operation.ts";
import { keep, onRepository, repositoryOf } from "../repository.ts";
import { storablePolicy } from "../repository-policy.ts";

export const SetRepositoryPolicy = operation(SetRepositoryPolicyCommand, {
  needs: (named, ctx) => onRepository("SetRepositoryPolicy", named, ctx),

  async handle(request, ctx) {
    const found = await repositoryOf(request, ctx);
    const policy = await storablePolicy(request.policyText, ctx);
    await keep(found, { policy }, ctx);
    return {
      registryId: found.place.accountId,
      repositoryName: found.repository.name,
      policyText: await unbindPrincipals(policy, ctx),
    };
  },
});
