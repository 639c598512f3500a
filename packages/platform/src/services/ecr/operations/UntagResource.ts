import { UntagResourceCommand } from "@aws-sdk/client-ecr";
import { operation } from "../../../core/operation.ts";
import { keep, onRepositoryArn, repositoryOfArn } from "../repository.ts";

export const UntagResource = operation(UntagResourceCommand, {
  needs: ({ resourceArn, tagKeys }, ctx) =>
    onRepositoryArn("UntagResource", resourceArn, ctx, {
      "aws:TagKeys": tagKeys,
    }),

  async handle({ resourceArn, tagKeys }, ctx) {
    const found = await repositoryOfArn(resourceArn, ctx);
    const tags = Object.fromEntries(
      Object.entries(found.repository.tags).filter(
        ([key]) => !tagKeys.includes(key),
      ),
    );
    await keep(found, { tags }, ctx);
    return {};
  },
});
