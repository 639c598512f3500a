import {
  DescribeRepositoriesCommand,
  type Repository,
} from "@aws-sdk/client-ecr";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import {
  invalid,
  onRepository,
  registryOf,
  repositoryOf,
  shownRepository,
} from "../repository.ts";
import { repositories, repositoryArn } from "../tables.ts";

const PAGE = 100;

export const DescribeRepositories = operation(DescribeRepositoriesCommand, {
  needs: async ({ registryId, repositoryNames }, ctx) => {
    const action = "DescribeRepositories";
    if (!repositoryNames)
      return [
        allow(`ecr:${action}`, repositoryArn(registryOf(registryId, ctx), "*")),
      ];
    const needs = repositoryNames.map((repositoryName) =>
      onRepository(action, { registryId, repositoryName }, ctx),
    );
    return (await Promise.all(needs)).flat();
  },

  async handle({ registryId, repositoryNames, nextToken, maxResults }, ctx) {
    if (repositoryNames) {
      if (nextToken !== undefined || maxResults !== undefined)
        throw invalid(
          "repositoryNames",
          "Pages cannot be asked for together with names",
        );
      const found: Repository[] = [];
      for (const repositoryName of repositoryNames) {
        const named = { registryId, repositoryName };
        const { repository, place } = await repositoryOf(named, ctx);
        found.push(shownRepository(repository, place));
      }
      return { repositories: found };
    }
    const place = registryOf(registryId, ctx);
    const listed = await page(
      ctx.table(repositories, place),
      { limit: maxResults ?? PAGE },
      nextToken,
      () => invalid("nextToken", "Invalid token"),
    );
    return {
      repositories: listed.rows.map((row) => shownRepository(row, place)),
      ...(listed.nextToken === undefined
        ? {}
        : { nextToken: listed.nextToken }),
    };
  },
});
