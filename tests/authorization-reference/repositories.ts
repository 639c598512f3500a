import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import type { Cloud } from "../../packages/platform/testing/cloud.ts";
import { TAGS, type Named } from "./named.ts";

/** A tagged repository, and what requests call it. */
export async function repositories({ ecr }: Cloud): Promise<Named> {
  const { repository } = await ecr.send(
    new CreateRepositoryCommand({ repositoryName: "world/app", tags: TAGS }),
  );
  return {
    registryId: undefined,
    repositoryName: repository?.repositoryName,
    repositoryNames: [repository?.repositoryName],
    resourceArn: repository?.repositoryArn,
    tags: TAGS,
    tagKeys: ["team"],
  };
}
