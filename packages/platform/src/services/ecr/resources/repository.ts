import {
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  DescribeRepositoriesCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type EncryptionConfiguration,
  type ImageTagMutability,
  type ImageTagMutabilityExclusionFilter,
  type Repository,
} from "@aws-sdk/client-ecr";
import { absentAs } from "../../../core/resource-absence.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { changedProperties } from "../../../core/resource-properties.ts";
import {
  changeTags,
  tagMap,
  tagProperty,
} from "../../../core/resource-tags.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { repositoryArn } from "../tables.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::ECR::Repository";

const LONGEST_NAME = 256;
const absent = absentAs("RepositoryNotFoundException");

/** A repository, with its two policies. */
export const repository = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "ecr.repositories": regionalRow((_place, name) => name) },

  async create(properties, ctx) {
    const { EncryptionConfiguration: encryption, Tags } = properties;
    const repositoryName = (properties["RepositoryName"] ??
      ctx.name({ most: LONGEST_NAME, lowerCase: true })) as string;
    await ctx.send(
      new CreateRepositoryCommand({
        repositoryName,
        ...mutabilityOf(properties),
        imageScanningConfiguration: scanningOf(properties),
        ...(encryption ? { encryptionConfiguration: lower(encryption) } : {}),
        ...(Tags ? { tags: tagProperty(tagMap(Tags)).Tags } : {}),
      }),
    );
    await wholeOrGone(
      () => setPolicies(repositoryName, {}, properties, ctx),
      () => repository.delete(repositoryName, ctx, properties),
    );
    return repositoryName;
  },

  async read(repositoryName, ctx) {
    const found = await ctx
      .send(
        new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }),
      )
      .catch(absent);
    const [shown] = found?.repositories ?? [];
    if (!shown) return undefined;
    const { tags = [] } = await ctx.send(
      new ListTagsForResourceCommand({
        resourceArn: repositoryArn(ctx, repositoryName),
      }),
    );
    return {
      ...settingsOf(shown),
      ...(await policiesOf(repositoryName, ctx)),
      ...tagProperty(tagMap(tags)),
    };
  },

  async update(repositoryName, change, ctx) {
    const { before, after } = change;
    const changed = changedProperties(change);
    if (changed.some((name) => name.startsWith("ImageTagMutability")))
      await ctx.send(
        new PutImageTagMutabilityCommand({
          repositoryName,
          ...mutabilityOf(after),
        }),
      );
    if (changed.includes("ImageScanningConfiguration"))
      await ctx.send(
        new PutImageScanningConfigurationCommand({
          repositoryName,
          imageScanningConfiguration: scanningOf(after),
        }),
      );
    await setPolicies(repositoryName, before, after, ctx);
    const resourceArn = repositoryArn(ctx, repositoryName);
    await changeTags(
      { before, after },
      {
        untag: (tagKeys) =>
          ctx.send(new UntagResourceCommand({ resourceArn, tagKeys })),
        tag: (set) =>
          ctx.send(
            new TagResourceCommand({
              resourceArn,
              tags: tagProperty(set).Tags,
            }),
          ),
      },
    );
  },

  async delete(repositoryName, ctx, { EmptyOnDelete }) {
    await ctx
      .send(
        new DeleteRepositoryCommand({
          repositoryName,
          force: EmptyOnDelete === true,
        }),
      )
      .catch(absent);
  },

  list: (ctx) =>
    everyPage(async (nextToken) => {
      const page = await ctx.send(
        new DescribeRepositoriesCommand(
          nextToken === undefined ? {} : { nextToken },
        ),
      );
      return {
        items: page.repositories?.map((one) => one.repositoryName ?? ""),
        next: page.nextToken,
      };
    }),
});

const EXCLUSION = "ImageTagMutabilityExclusionFilter";

function mutabilityOf(properties: Properties): {
  imageTagMutability: ImageTagMutability;
  imageTagMutabilityExclusionFilters?: ImageTagMutabilityExclusionFilter[];
} {
  const filters = properties[`${EXCLUSION}s`] as
    readonly Record<string, string>[] | undefined;
  return {
    imageTagMutability: (properties["ImageTagMutability"] ??
      "MUTABLE") as ImageTagMutability,
    ...(filters
      ? {
          imageTagMutabilityExclusionFilters: filters.map((one) => ({
            filterType: one[`${EXCLUSION}Type`] as "WILDCARD",
            filter: one[`${EXCLUSION}Value`],
          })),
        }
      : {}),
  };
}

function scanningOf({ ImageScanningConfiguration }: Properties): {
  scanOnPush: boolean;
} {
  const { ScanOnPush = false } = (ImageScanningConfiguration ?? {}) as {
    ScanOnPush?: boolean;
  };
  return { scanOnPush: ScanOnPush };
}

function lower(encryption: unknown): EncryptionConfiguration {
  const { EncryptionType, KmsKey } = encryption as {
    EncryptionType: EncryptionConfiguration["encryptionType"];
    KmsKey?: string;
  };
  return {
    encryptionType: EncryptionType,
    ...(KmsKey === undefined ? {} : { kmsKey: KmsKey }),
  };
}

function settingsOf(shown: Repository): Properties {
  const filters = shown.imageTagMutabilityExclusionFilters;
  return {
    Arn: shown.repositoryArn,
    RepositoryName: shown.repositoryName,
    RepositoryUri: shown.repositoryUri,
    ImageTagMutability: shown.imageTagMutability,
    ...(filters
      ? {
          [`${EXCLUSION}s`]: filters.map(({ filterType, filter }) => ({
            [`${EXCLUSION}Type`]: filterType,
            [`${EXCLUSION}Value`]: filter,
          })),
        }
      : {}),
    ImageScanningConfiguration: {
      ScanOnPush: shown.imageScanningConfiguration?.scanOnPush ?? false,
    },
    EncryptionConfiguration: {
      EncryptionType: shown.encryptionConfiguration?.encryptionType,
    },
  };
}

async function policiesOf(
  repositoryName: string,
  ctx: ResourceContext,
): Promise<Properties> {
  const policy = await ctx
    .send(new GetRepositoryPolicyCommand({ repositoryName }))
    .catch(absentAs("RepositoryPolicyNotFoundException"));
  const lifecycle = await ctx
    .send(new GetLifecyclePolicyCommand({ repositoryName }))
    .catch(absentAs("LifecyclePolicyNotFoundException"));
  return {
    ...(policy
      ? {
          RepositoryPolicyText: JSON.parse(policy.policyText ?? "") as object,
        }
      : {}),
    ...(lifecycle
      ? {
          LifecyclePolicy: {
            LifecyclePolicyText: lifecycle.lifecyclePolicyText,
            RegistryId: lifecycle.registryId,
          },
        }
      : {}),
  };
}

/** Sets the policies that differ, and takes away those that are no longer given. */
async function setPolicies(
  repositoryName: string,
  before: Properties,
  after: Properties,
  ctx: ResourceContext,
): Promise<void> {
  const [oldPolicy, policy] = [before, after].map(policyTextOf);
  if (policy === undefined && oldPolicy !== undefined)
    await ctx.send(new DeleteRepositoryPolicyCommand({ repositoryName }));
  if (policy !== undefined && policy !== oldPolicy)
    await ctx.send(
      new SetRepositoryPolicyCommand({ repositoryName, policyText: policy }),
    );
  const [oldLifecycle, lifecycle] = [before, after].map(lifecycleTextOf);
  if (lifecycle === undefined && oldLifecycle !== undefined)
    await ctx.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
  if (lifecycle !== undefined && lifecycle !== oldLifecycle)
    await ctx.send(
      new PutLifecyclePolicyCommand({
        repositoryName,
        lifecyclePolicyText: lifecycle,
      }),
    );
}

function policyTextOf({ RepositoryPolicyText }: Properties) {
  return typeof RepositoryPolicyText === "object"
    ? JSON.stringify(RepositoryPolicyText)
    : (RepositoryPolicyText as string | undefined);
}

function lifecycleTextOf({ LifecyclePolicy }: Properties) {
  return (LifecyclePolicy as { LifecyclePolicyText?: string } | undefined)
    ?.LifecyclePolicyText;
}
