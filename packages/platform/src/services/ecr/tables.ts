import type {
  ImageTagMutability,
  ImageTagMutabilityExclusionFilter,
} from "@aws-sdk/client-ecr";
import { arn, parseArn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import { table } from "../../core/table.ts";

/** A repository, which holds no image: pushing is not built. */
export interface RepositoryRow {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly mutability: ImageTagMutability;
  readonly exclusions?: readonly ImageTagMutabilityExclusionFilter[];
  readonly scanOnPush: boolean;
  /** Principals are named by their unique ids. */
  readonly policy?: string;
  readonly lifecyclePolicy?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export const repositories = table<RepositoryRow>()({
  name: "ecr.repositories",
  scope: "region",
  key: ({ name }) => [name],
});

export const repositoryArn = (place: Place, name: string): string =>
  arn("ecr", place, `repository/${name}`);

/** The place and name in a repository's ARN; undefined for any other text. */
export function namedRepository(
  text: string,
): { readonly place: Place; readonly name: string } | undefined {
  const {
    service,
    accountId = "",
    region = "",
    resource = "",
  } = parseArn(text) ?? {};
  const name = /^repository\/(.+)$/.exec(resource)?.[1];
  return service === "ecr" && name !== undefined
    ? { place: { accountId, region }, name }
    : undefined;
}
