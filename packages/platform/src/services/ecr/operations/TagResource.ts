import { TagResourceCommand } from "@aws-sdk/client-ecr";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { keep, onRepositoryArn, repositoryOfArn } from "../repository.ts";
import { tagged } from "../tags.ts";

export const TagResource = operation(TagResourceCommand, {
  needs: ({ resourceArn, tags }, ctx) =>
    onRepositoryArn("TagResource", resourceArn, ctx, requestTagKeys(tags)),

  async handle({ resourceArn, tags }, ctx) {
    const found = await repositoryOfArn(resourceArn, ctx);
    await keep(found, { tags: tagged(found.repository.tags, tags) }, ctx);
    return {};
  },
});
