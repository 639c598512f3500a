import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateAnalyzerCommand,
  DeleteAnalyzerCommand,
  GetAnalyzerCommand,
  GetFindingCommand,
  GetFindingV2Command,
  ListAnalyzersCommand,
  ListFindingsCommand,
  ListFindingsV2Command,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAnalyzerCommand,
  UpdateFindingsCommand,
  type Criterion,
  type Type,
} from "@aws-sdk/client-accessanalyzer";
import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  GetUserCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { writeZip } from "@gatehouse/signing";
import {
  AddLayerVersionPermissionCommand,
  PublishLayerVersionCommand,
} from "@aws-sdk/client-lambda";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";

const OTHER = "222222222222";

const allowing = (Action: string | string[], more: object = {}): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action, ...more },
  });

async function analyzer(cloud: Cloud, type: Type) {
  const { arn: analyzerArn } = await cloud.accessanalyzer.send(
    new CreateAnalyzerCommand({
      analyzerName: type.toLowerCase(),
      type,
    }),
  );
  const list = async (filter?: Record<string, Criterion>) =>
    (
      await cloud.accessanalyzer.send(
        new ListFindingsV2Command({ analyzerArn, filter }),
      )
    ).findings ?? [];
  const detail = async (id: string | undefined) =>
    (
      await cloud.accessanalyzer.send(
        new GetFindingV2Command({ analyzerArn, id }),
      )
    ).findingDetails ?? [];
  return { analyzerArn, list, detail };
}

test("roles and buckets that let outsiders in are found; the account's own are not", async () => {
  await using cloud = await startCloud();
  const trust = (account: string) =>
    allowing("sts:AssumeRole", { Principal: { AWS: account } });
  await cloud.account(OTHER);
  for (const [RoleName, account] of [
    ["shared", OTHER],
    ["own", cloud.accountId],
  ] as const)
    await cloud.iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: trust(account),
      }),
    );
  const Bucket = "photos";
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  const { list, detail } = await analyzer(cloud, "ACCOUNT");
  const [role, ...more] = await list();
  equal(more.length, 0);
  equal(role?.resource, `arn:aws:iam::${cloud.accountId}:role/shared`);
  equal(role?.findingType, "ExternalAccess");
  const [found] = await detail(role?.id);
  deepEqual(found?.externalAccessDetails?.action, ["sts:AssumeRole"]);
  ok(
    found.externalAccessDetails.principal?.["AWS"]?.includes(OTHER),
    JSON.stringify(found),
  );

  await cloud.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await cloud.s3.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: allowing("s3:GetObject", {
        Principal: "*",
        Resource: "arn:aws:s3:::photos/*",
      }),
    }),
  );
  const [open] = await list({ isPublic: { eq: ["true"] } });
  equal(open?.resource, "arn:aws:s3:::photos");

  await cloud.s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
    }),
  );
  equal((await list({ isPublic: { eq: ["true"] } }))[0]?.status, "RESOLVED");
});

test("a layer version that another account may use is found", async () => {
  await using cloud = await startCloud();
  await cloud.account(OTHER);
  const ZipFile = writeZip([{ name: "index.js", body: "exports.x = 1;" }]);
  const { LayerVersionArn } = await cloud.lambda.send(
    new PublishLayerVersionCommand({
      LayerName: "library",
      Content: { ZipFile },
    }),
  );
  const { list } = await analyzer(cloud, "ACCOUNT");
  deepEqual(await list(), []);
  await cloud.lambda.send(
    new AddLayerVersionPermissionCommand({
      LayerName: "library",
      VersionNumber: 1,
      StatementId: "share",
      Action: "lambda:GetLayerVersion",
      Principal: OTHER,
    }),
  );
  deepEqual(
    (await list()).map(({ resource, resourceType }) => [
      resourceType,
      resource,
    ]),
    [["AWS::Lambda::LayerVersion", LayerVersionArn]],
  );
});

test("a finding that is meant so is archived, and stays it", async () => {
  await using cloud = await startCloud();
  await cloud.account(OTHER);
  await cloud.iam.send(
    new CreateRoleCommand({
      RoleName: "shared",
      AssumeRolePolicyDocument: allowing("sts:AssumeRole", {
        Principal: { AWS: OTHER },
      }),
    }),
  );
  const { analyzerArn, list } = await analyzer(cloud, "ACCOUNT");
  const [finding] = await list({ status: { eq: ["ACTIVE"] } });
  await cloud.accessanalyzer.send(
    new UpdateFindingsCommand({
      analyzerArn,
      status: "ARCHIVED",
      ids: [finding?.id ?? ""],
    }),
  );
  deepEqual(await list({ status: { eq: ["ACTIVE"] } }), []);
  const { finding: shown } = await cloud.accessanalyzer.send(
    new GetFindingCommand({ analyzerArn, id: finding?.id }),
  );
  equal(shown?.status, "ARCHIVED");
  deepEqual(shown.action, ["sts:AssumeRole"]);
  const { findings } = await cloud.accessanalyzer.send(
    new ListFindingsCommand({ analyzerArn }),
  );
  deepEqual(
    findings?.map(({ id, isPublic }) => [id, isPublic]),
    [[finding?.id, false]],
  );
  equal((await list())[0]?.status, "ARCHIVED");
});

test("what nobody used for so many days is found, and what was used is not", async () => {
  await using cloud = await startCloud();
  const UserName = "builder";
  await cloud.iam.send(
    new CreateRoleCommand({
      RoleName: "idle",
      AssumeRolePolicyDocument: allowing("sts:AssumeRole", {
        Principal: { Service: "lambda.amazonaws.com" },
      }),
    }),
  );
  await cloud.iam.send(new CreateUserCommand({ UserName }));
  await cloud.iam.send(
    new PutUserPolicyCommand({
      UserName,
      PolicyName: "build",
      PolicyDocument: allowing(
        ["iam:GetUser", "iam:GetRole", "signer:StartSigningJob"],
        { Resource: "*" },
      ),
    }),
  );
  await cloud.iam.send(
    new CreateLoginProfileCommand({ UserName, Password: "Correct-horse-1" }),
  );
  const keys = await Promise.all(
    [1, 2].map(() => cloud.iam.send(new CreateAccessKeyCommand({ UserName }))),
  );
  const { analyzerArn, list, detail } = await analyzer(
    cloud,
    "ACCOUNT_UNUSED_ACCESS",
  );
  await cloud.accessanalyzer.send(
    new UpdateAnalyzerCommand({
      analyzerName: "account_unused_access",
      configuration: { unusedAccess: { unusedAccessAge: 30 } },
    }),
  );
  await rejects(
    cloud.accessanalyzer.send(new ListFindingsCommand({ analyzerArn })),
    { name: "ValidationException" },
  );
  deepEqual(await list(), []);

  cloud.advance(31 * 86_400);
  const [used, idle] = keys.map(({ AccessKey }) => AccessKey);
  await cloud
    .as({
      accessKeyId: used?.AccessKeyId ?? "",
      secretAccessKey: used?.SecretAccessKey ?? "",
    })
    .iam.send(new GetUserCommand({ UserName }));

  const found = await list();
  deepEqual(
    new Map(
      found.map(({ findingType, resource }) => [
        findingType,
        resource?.split("/").at(-1),
      ]),
    ),
    new Map([
      ["UnusedIAMRole", "idle"],
      ["UnusedIAMUserAccessKey", UserName],
      ["UnusedIAMUserPassword", UserName],
      ["UnusedPermission", UserName],
    ]),
  );
  equal(found.length, 4);
  const idOf = (type: string) =>
    found.find(({ findingType }) => findingType === type)?.id;
  deepEqual(await detail(idOf("UnusedIAMUserAccessKey")), [
    { unusedIamUserAccessKeyDetails: { accessKeyId: idle?.AccessKeyId } },
  ]);
  const permissions = await detail(idOf("UnusedPermission"));
  deepEqual(
    permissions.map(({ unusedPermissionDetails }) => [
      unusedPermissionDetails?.serviceNamespace,
      unusedPermissionDetails?.actions?.map(({ action }) => action),
    ]),
    [
      ["iam", ["iam:GetRole"]],
      ["signer", undefined],
    ],
  );
});

test("an analyzer is made once, tagged, listed and deleted; it looks with a role of its own", async () => {
  await using cloud = await startCloud();
  const { analyzerArn } = await analyzer(cloud, "ACCOUNT");
  const { Role } = await cloud.iam.send(
    new GetRoleCommand({ RoleName: "AWSServiceRoleForAccessAnalyzer" }),
  );
  equal(Role?.Path, "/aws-service-role/access-analyzer.amazonaws.com/");
  await rejects(analyzer(cloud, "ACCOUNT"), { name: "ConflictException" });
  await rejects(
    cloud.accessanalyzer.send(
      new CreateAnalyzerCommand({ analyzerName: "second", type: "ACCOUNT" }),
    ),
    { name: "ServiceQuotaExceededException" },
  );

  const resourceArn = analyzerArn;
  await cloud.accessanalyzer.send(
    new TagResourceCommand({ resourceArn, tags: { team: "a", stage: "x" } }),
  );
  await cloud.accessanalyzer.send(
    new UntagResourceCommand({ resourceArn, tagKeys: ["stage"] }),
  );
  deepEqual(
    (
      await cloud.accessanalyzer.send(
        new ListTagsForResourceCommand({ resourceArn }),
      )
    ).tags,
    { team: "a" },
  );
  const { analyzers } = await cloud.accessanalyzer.send(
    new ListAnalyzersCommand({ type: "ACCOUNT" }),
  );
  deepEqual(
    analyzers?.map(({ name, status, tags }) => [name, status, tags]),
    [["account", "ACTIVE", { team: "a" }]],
  );
  const analyzerName = "account";
  await cloud.accessanalyzer.send(new DeleteAnalyzerCommand({ analyzerName }));
  await rejects(
    cloud.accessanalyzer.send(new GetAnalyzerCommand({ analyzerName })),
    { name: "ResourceNotFoundException" },
  );
});
