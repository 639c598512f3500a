import { ListTagsForResourceCommand } from "@aws-sdk/client-ecr";
import { operation } from "../../../core/operation.ts";
import { onRepositoryArn, repositoryOfArn } from "../repository.ts";

export const ListTagsForResource = operation(ListTagsForResourceCommand, {
  needs: ({ resourceArn }, ctx) =>
    onRepositoryArn("ListTagsForResource", resourceArn, ctx),

  async handle({ resourceArn }, ctx) {
    const { repository } = await repositoryOfArn(resourceArn, ctx);
    return {
      tags: Object.entries(repository.tags).map(([Key, Value]) => ({
        Key,
        Value,
      })),
    };
  },
});
