import {
  CreateRepositoryCommand,
  RepositoryAlreadyExistsException,
} from "@aws-sdk/client-ecr";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { registryOf, shownRepository } from "../repository.ts";
import { checkEncryption, tagMutability } from "../settings.ts";
import { repositories, repositoryArn, type RepositoryRow } from "../tables.ts";
import { tagged } from "../tags.ts";

export const CreateRepository = operation(CreateRepositoryCommand, {
  needs: ({ registryId, repositoryName, tags }, ctx) => {
    const arn = repositoryArn(registryOf(registryId, ctx), repositoryName);
    const keys = requestTagKeys(tags);
    return [
      allow("ecr:CreateRepository", arn, keys),
      ...(tags?.length ? [allow("ecr:TagResource", arn, keys)] : []),
    ];
  },

  async handle(request, ctx) {
    const {
      repositoryName: name,
      tags = [],
      imageScanningConfiguration,
    } = request;
    const place = registryOf(request.registryId, ctx);
    checkEncryption(request.encryptionConfiguration);
    if (await ctx.table(repositories, place).get(name))
      throw fault(
        RepositoryAlreadyExistsException,
        `The repository with name '${name}' already exists in the registry with id '${place.accountId}'`,
      );
    const repository: RepositoryRow = {
      name,
      // Shown to the second.
      createdAt: Math.floor(ctx.now() / 1000) * 1000,
      ...tagMutability(
        request.imageTagMutability,
        request.imageTagMutabilityExclusionFilters,
      ),
      scanOnPush: imageScanningConfiguration?.scanOnPush ?? false,
      tags: tagged({}, tags),
    };
    await ctx.table(repositories, place).put(repository);
    return { repository: shownRepository(repository, place) };
  },
});
