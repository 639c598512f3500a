import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListImagesCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CreateRepositoryRequest,
} from "@aws-sdk/client-ecr";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import { makeUser, policyOf } from "../../../testing/principals.ts";
import { resourceHandler } from "../../../testing/resources.ts";

let cloud: Cloud;
before(async () => {
  cloud = await startCloud();
});
after(() => cloud[Symbol.asyncDispose]());

const make = async (
  repositoryName: string,
  rest: Partial<CreateRepositoryRequest> = {},
) =>
  (
    await cloud.ecr.send(
      new CreateRepositoryCommand({ repositoryName, ...rest }),
    )
  ).repository;

const LIFECYCLE = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      description: "Old images without a tag go",
      selection: {
        tagStatus: "untagged",
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: 14,
      },
      action: { type: "expire" },
    },
  ],
});

test("a repository is made, described, set and deleted", async () => {
  const repository = await make("team/app");
  equal(
    repository?.repositoryArn,
    `arn:aws:ecr:us-east-1:${cloud.accountId}:repository/team/app`,
  );
  equal(
    repository?.repositoryUri,
    `${cloud.accountId}.dkr.ecr.us-east-1.amazonaws.com/team/app`,
  );
  await rejects(make("team/app"), {
    name: "RepositoryAlreadyExistsException",
    message: `The repository with name 'team/app' already exists in the registry with id '${cloud.accountId}'`,
  });
  await rejects(make("Team"), { name: "ValidationException" });
  await rejects(
    make("kept", { encryptionConfiguration: { encryptionType: "KMS" } }),
    { name: "KmsException", message: /which is not built/ },
  );
  const repositoryName = "team/app";
  await cloud.ecr.send(
    new PutImageTagMutabilityCommand({
      repositoryName,
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [
        { filterType: "WILDCARD", filter: "dev-*" },
      ],
    }),
  );
  await rejects(
    cloud.ecr.send(
      new PutImageTagMutabilityCommand({
        repositoryName,
        imageTagMutability: "MUTABLE_WITH_EXCLUSION",
      }),
    ),
    { name: "InvalidParameterException" },
  );
  await cloud.ecr.send(
    new PutImageScanningConfigurationCommand({
      repositoryName,
      imageScanningConfiguration: { scanOnPush: true },
    }),
  );
  const { repositories } = await cloud.ecr.send(
    new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }),
  );
  deepEqual(repositories, [
    {
      ...repository,
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [
        { filterType: "WILDCARD", filter: "dev-*" },
      ],
      imageScanningConfiguration: { scanOnPush: true },
    },
  ]);
  await cloud.ecr.send(new DeleteRepositoryCommand({ repositoryName }));
  await rejects(
    cloud.ecr.send(
      new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }),
    ),
    { name: "RepositoryNotFoundException" },
  );
});

test("an empty repository tells that no image is there, and pushing is not built", async () => {
  await make("empty");
  const repositoryName = "empty";
  const { imageIds } = await cloud.ecr.send(
    new ListImagesCommand({ repositoryName }),
  );
  deepEqual(imageIds, []);
  const { imageDetails } = await cloud.ecr.send(
    new DescribeImagesCommand({ repositoryName }),
  );
  deepEqual(imageDetails, []);
  const asked = { repositoryName, imageIds: [{ imageTag: "latest" }] };
  await rejects(cloud.ecr.send(new DescribeImagesCommand(asked)), {
    name: "ImageNotFoundException",
    message: `The image with imageId {imageDigest:'null', imageTag:'latest'} does not exist within the repository with name 'empty' in the registry with id '${cloud.accountId}'`,
  });
  const { images, failures } = await cloud.ecr.send(
    new BatchGetImageCommand(asked),
  );
  deepEqual(images, []);
  equal(failures?.[0]?.failureCode, "ImageNotFound");
  await rejects(
    cloud.ecr.send(new ListImagesCommand({ repositoryName: "no" })),
    {
      name: "RepositoryNotFoundException",
    },
  );
  await rejects(cloud.ecr.send(new GetAuthorizationTokenCommand({})), {
    name: "NotImplemented",
  });
});

test("a lifecycle policy is held to its form", async () => {
  await make("aging");
  const repositoryName = "aging";
  const put = (lifecyclePolicyText: string) =>
    cloud.ecr.send(
      new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }),
    );
  const get = () =>
    cloud.ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
  await rejects(get(), { name: "LifecyclePolicyNotFoundException" });
  await rejects(put(LIFECYCLE.replace("expire", "keep")), {
    name: "InvalidParameterException",
    message: /Lifecycle policy validation failure: action type must be expire/,
  });
  await rejects(put(LIFECYCLE.replace('"days"', '"years"')), /countUnit/);
  await rejects(put("x".repeat(200)), /not JSON/);
  await put(LIFECYCLE);
  equal((await get()).lifecyclePolicyText, LIFECYCLE);
  await cloud.ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
  await rejects(get(), { name: "LifecyclePolicyNotFoundException" });
});

test("a repository's policy lets another account in, and nobody else", async () => {
  await make("shared");
  const repositoryName = "shared";
  const other = await cloud.account("111122223333");
  const third = await cloud.account("444455556666");
  const list = ({ ecr }: Pick<Cloud, "ecr">) =>
    ecr.send(
      new ListImagesCommand({ repositoryName, registryId: cloud.accountId }),
    );
  await rejects(list(other), { name: "AccessDeniedException" });
  const document = (Statement: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
  const statement = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: ["ecr:ListImages"],
  };
  const set = (policyText: string) =>
    cloud.ecr.send(
      new SetRepositoryPolicyCommand({ repositoryName, policyText }),
    );
  for (const wrong of [
    "no JSON",
    document({ ...statement, Resource: "*" }),
    document({ ...statement, Action: "s3:GetObject" }),
    document({ Effect: "Allow", Action: "ecr:*" }),
  ])
    await rejects(set(wrong), {
      name: "InvalidParameterException",
      message: /Invalid repository policy provided/,
    });
  await set(document(statement));
  deepEqual((await list(other)).imageIds, []);
  await rejects(list(third), { name: "AccessDeniedException" });
  const { policyText } = await cloud.ecr.send(
    new GetRepositoryPolicyCommand({ repositoryName }),
  );
  equal(policyText, document(statement));
  await cloud.ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName }));
  await rejects(list(other), { name: "AccessDeniedException" });
  await rejects(
    cloud.ecr.send(new GetRepositoryPolicyCommand({ repositoryName })),
    { name: "RepositoryPolicyNotFoundException" },
  );
});

test("tags are kept, and decide who may do what", async () => {
  const { repositoryArn: resourceArn } =
    (await make("tagged", { tags: [{ Key: "team", Value: "blue" }] })) ?? {};
  await make("untagged");
  await cloud.ecr.send(
    new TagResourceCommand({
      resourceArn,
      tags: [{ Key: "stage", Value: "test" }],
    }),
  );
  await cloud.ecr.send(
    new UntagResourceCommand({ resourceArn, tagKeys: ["stage"] }),
  );
  const { tags } = await cloud.ecr.send(
    new ListTagsForResourceCommand({ resourceArn }),
  );
  deepEqual(tags, [{ Key: "team", Value: "blue" }]);
  const user = await makeUser(
    cloud,
    "reader",
    policyOf({
      Effect: "Allow",
      Action: "ecr:ListImages",
      Resource: "*",
      Condition: { StringEquals: { "ecr:ResourceTag/team": "blue" } },
    }),
  );
  const list = (repositoryName: string) =>
    user.ecr.send(new ListImagesCommand({ repositoryName }));
  await list("tagged");
  await rejects(list("untagged"), { name: "AccessDeniedException" });
});

test("repositories are listed in pages", async () => {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await cloud.ecr.send(
      new DescribeRepositoriesCommand({ maxResults: 2, nextToken }),
    );
    names.push(
      ...(page.repositories ?? []).map((one) => one.repositoryName ?? ""),
    );
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  deepEqual(names, ["aging", "empty", "shared", "tagged", "untagged"]);
});

test("a repository lives as a resource", async () => {
  const repositories = await resourceHandler(cloud, "AWS::ECR::Repository");
  const RepositoryPolicyText = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "ecr:BatchGetImage",
      },
    ],
  };
  const properties = {
    ImageTagMutability: "IMMUTABLE",
    LifecyclePolicy: { LifecyclePolicyText: LIFECYCLE },
    RepositoryPolicyText,
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const name = await repositories.create(properties, "step");
  equal(await repositories.create(properties, "step"), name);
  const read = await repositories.read(name);
  deepEqual(read, {
    Arn: `arn:aws:ecr:us-east-1:${cloud.accountId}:repository/${name}`,
    RepositoryName: name,
    RepositoryUri: `${cloud.accountId}.dkr.ecr.us-east-1.amazonaws.com/${name}`,
    EncryptionConfiguration: { EncryptionType: "AES256" },
    ImageScanningConfiguration: { ScanOnPush: false },
    ...properties,
    LifecyclePolicy: {
      LifecyclePolicyText: LIFECYCLE,
      RegistryId: cloud.accountId,
    },
  });
  await repositories.update(name, {
    before: properties,
    after: { ImageScanningConfiguration: { ScanOnPush: true } },
  });
  const changed = await repositories.read(name);
  equal(changed?.["ImageTagMutability"], "MUTABLE");
  equal(changed?.["RepositoryPolicyText"], undefined);
  equal(changed?.["LifecyclePolicy"], undefined);
  equal(changed?.["Tags"], undefined);
  await rejects(
    repositories.create({ RepositoryName: "half", RepositoryPolicyText: {} }),
  );
  equal(await repositories.read("half"), undefined);
  ok((await repositories.list()).includes(name));
  await repositories.delete(name);
  equal(await repositories.read(name), undefined);
  await repositories.delete(name);
});
