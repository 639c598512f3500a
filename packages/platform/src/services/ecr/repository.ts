import {
  InvalidParameterException,
  RepositoryNotFoundException,
  type Repository,
} from "@aws-sdk/client-ecr";
import type { Context, NeedsContext, Place } from "../../core/context.ts";
import { fault, type Fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import {
  namedRepository,
  repositories,
  repositoryArn,
  type RepositoryRow,
} from "./tables.ts";

/** What most requests name a repository by. */
export interface Named {
  readonly registryId?: string | undefined;
  readonly repositoryName: string;
}

/** A repository that a request names, and where it is. */
export interface Found {
  readonly repository: RepositoryRow;
  readonly place: Place;
}

/** The registry that a request means: an account's own where it names none. */
export const registryOf = (
  registryId: string | undefined,
  { accountId, region }: Place,
): Place => ({ accountId: registryId ?? accountId, region });

/** @throws Fault RepositoryNotFound */
export async function repositoryOf(
  { registryId, repositoryName: name }: Named,
  ctx: Context,
): Promise<Found> {
  const place = registryOf(registryId, ctx);
  const repository = await ctx.table(repositories, place).get(name);
  if (!repository)
    throw fault(
      RepositoryNotFoundException,
      `The repository with name '${name}' ${noneIn(place)}`,
    );
  return { repository, place };
}

/** As {@link repositoryOf}, by its ARN. @throws Fault InvalidParameter, RepositoryNotFound */
export async function repositoryOfArn(
  resourceArn: string,
  ctx: Context,
): Promise<Found> {
  const named = namedRepository(resourceArn);
  if (!named || named.place.region !== ctx.region)
    throw invalid("resourceArn", "Invalid ARN");
  const registryId = named.place.accountId;
  return repositoryOf({ registryId, repositoryName: named.name }, ctx);
}

/** Writes a repository as it is after a change. */
export async function keep(
  { repository, place }: Found,
  change: Partial<RepositoryRow>,
  ctx: Context,
): Promise<void> {
  await ctx.table(repositories, place).put({ ...repository, ...change });
}

/** The permission for an action on a repository, with its tags as keys. */
export const onRepository = (
  action: string,
  { registryId, repositoryName }: Named,
  ctx: NeedsContext,
): Promise<readonly Need[]> =>
  onNamed(action, registryOf(registryId, ctx), repositoryName, ctx);

/** As {@link onRepository}, by its ARN. */
export async function onRepositoryArn(
  action: string,
  resourceArn: string,
  ctx: NeedsContext,
  keys: NonNullable<Need["keys"]> = {},
): Promise<readonly Need[]> {
  const named = namedRepository(resourceArn);
  return named
    ? onNamed(action, named.place, named.name, ctx, keys)
    : [allow(`ecr:${action}`, resourceArn, keys)];
}

async function onNamed(
  action: string,
  place: Place,
  name: string,
  ctx: NeedsContext,
  keys: NonNullable<Need["keys"]> = {},
): Promise<readonly Need[]> {
  const tags = (await ctx.table(repositories, place).get(name))?.tags;
  return [
    allow(`ecr:${action}`, repositoryArn(place, name), {
      ...resourceTagKeys(tags),
      ...resourceTagKeys(tags, "ecr:ResourceTag"),
      ...keys,
    }),
  ];
}

/** The end of ECR's sentences about what is not there. */
export const noneIn = ({ accountId }: Place): string =>
  `does not exist in the registry with id '${accountId}'`;

/** ECR's refusal of a parameter. */
export const invalid = (parameter: string, why: string): Fault =>
  fault(
    InvalidParameterException,
    `Invalid parameter at '${parameter}' failed to satisfy constraint: '${why}'`,
  );

/** A repository as ECR shows it. */
export function shownRepository(
  { name, createdAt, mutability, exclusions, scanOnPush }: RepositoryRow,
  place: Place,
): Repository {
  const { accountId, region } = place;
  return {
    repositoryArn: repositoryArn(place, name),
    registryId: accountId,
    repositoryName: name,
    repositoryUri: `${accountId}.dkr.ecr.${region}.amazonaws.com/${name}`,
    createdAt: new Date(createdAt),
    imageTagMutability: mutability,
    ...(exclusions
      ? { imageTagMutabilityExclusionFilters: [...exclusions] }
      : {}),
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration: { encryptionType: "AES256" },
  };
}
