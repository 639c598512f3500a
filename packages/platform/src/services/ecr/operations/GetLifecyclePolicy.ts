import { GetLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import { operation } from "../../../core/operation.ts";
import { lifecyclePolicyOf } from "../lifecycle-policy.ts";
import { onRepository, repositoryOf } from "../repository.ts";

export const GetLifecyclePolicy = operation(GetLifecyclePolicyCommand, {
  needs: (named, ctx) => onRepository("GetLifecyclePolicy", named, ctx),

  async handle(named, ctx) {
    const found = await repositoryOf(named, ctx);
    return {
      registryId: found.place.accountId,
      repositoryName: found.repository.name,
      lifecyclePolicyText: lifecyclePolicyOf(found),
      // Never evaluated: there is no image.
      lastEvaluatedAt: new Date(0),
    };
  },
});
