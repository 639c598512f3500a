import { PutLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import { operation } from "../../../core/operation.ts";
import { checkLifecyclePolicy } from "../lifecycle-policy.ts";
import { keep, onRepository, repositoryOf } from "../repository.ts";

export const PutLifecyclePolicy = operation(PutLifecyclePolicyCommand, {
  needs: (named, ctx) => onRepository("PutLifecyclePolicy", named, ctx),

  async handle(request, ctx) {
    const { lifecyclePolicyText: lifecyclePolicy } = request;
    const found = await repositoryOf(request, ctx);
    checkLifecyclePolicy(lifecyclePolicy);
    await keep(found, { lifecyclePolicy }, ctx);
    return {
      registryId: found.place.accountId,
      repositoryName: found.repository.name,
      lifecyclePolicyText: lifecyclePolicy,
    };
  },
});
