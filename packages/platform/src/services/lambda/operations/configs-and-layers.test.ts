import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  DeleteCodeSigningConfigCommand,
  DeleteFunctionCodeSigningConfigCommand,
  DeleteLayerVersionCommand,
  GetAccountSettingsCommand,
  GetCodeSigningConfigCommand,
  GetFunctionCodeSigningConfigCommand,
  GetLayerVersionCommand,
  ListCodeSigningConfigsCommand,
  ListFunctionsByCodeSigningConfigCommand,
  ListLayersCommand,
  ListLayerVersionsCommand,
  PublishLayerVersionCommand,
  PutFunctionCodeSigningConfigCommand,
  UpdateCodeSigningConfigCommand,
} from "@aws-sdk/client-lambda";
import { startCloud } from "../../../../testing/cloud.ts";
import {
  executionRole,
  makeFunction,
  nodeFunction,
  packageOf,
} from "../testing/functions.ts";
import { PROFILE } from "../testing/publisher.ts";

const AllowedPublishers = { SigningProfileVersionArns: [PROFILE] };

void test("a code signing configuration warns unless told to enforce, and is changed, listed and deleted", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const { CodeSigningConfig: made } = await lambda.send(
    new CreateCodeSigningConfigCommand({ AllowedPublishers }),
  );
  const CodeSigningConfigArn = made?.CodeSigningConfigArn ?? "";
  assert.match(made?.CodeSigningConfigId ?? "", /^csc-[0-9a-f]{17}$/);
  assert.equal(
    made?.CodeSigningPolicies?.UntrustedArtifactOnDeployment,
    "Warn",
  );
  await lambda.send(
    new UpdateCodeSigningConfigCommand({
      CodeSigningConfigArn,
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Enforce" },
    }),
  );
  const { CodeSigningConfigs } = await lambda.send(
    new ListCodeSigningConfigsCommand({}),
  );
  assert.deepEqual(
    CodeSigningConfigs?.map(
      (one) => one.CodeSigningPolicies?.UntrustedArtifactOnDeployment,
    ),
    ["Enforce"],
  );
  await lambda.send(
    new DeleteCodeSigningConfigCommand({ CodeSigningConfigArn }),
  );
  await assert.rejects(
    lambda.send(new GetCodeSigningConfigCommand({ CodeSigningConfigArn })),
    {
      name: "ResourceNotFoundException",
      message: `The Lambda code signing configuration ${CodeSigningConfigArn} can not be found.`,
    },
  );
});

void test("a configuration in use cannot be deleted, and tells by whom it is used", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  const { FunctionArn } = await makeFunction(cloud, FunctionName);
  const { CodeSigningConfig } = await lambda.send(
    new CreateCodeSigningConfigCommand({ AllowedPublishers }),
  );
  const CodeSigningConfigArn = CodeSigningConfig?.CodeSigningConfigArn ?? "";
  const none = await lambda.send(
    new GetFunctionCodeSigningConfigCommand({ FunctionName }),
  );
  assert.equal(none.CodeSigningConfigArn, undefined);

  await lambda.send(
    new PutFunctionCodeSigningConfigCommand({
      FunctionName,
      CodeSigningConfigArn,
    }),
  );
  const users = await lambda.send(
    new ListFunctionsByCodeSigningConfigCommand({ CodeSigningConfigArn }),
  );
  assert.deepEqual(users.FunctionArns, [FunctionArn]);
  await assert.rejects(
    lambda.send(
      new GetFunctionCodeSigningConfigCommand({ FunctionName: "f:1" }),
    ),
    { name: "InvalidParameterValueException" },
  );
  await assert.rejects(
    lambda.send(new DeleteCodeSigningConfigCommand({ CodeSigningConfigArn })),
    { name: "ResourceConflictException" },
  );
  await lambda.send(
    new DeleteFunctionCodeSigningConfigCommand({ FunctionName }),
  );
  await lambda.send(
    new DeleteCodeSigningConfigCommand({ CodeSigningConfigArn }),
  );
});

void test("a missing configuration outranks a missing function", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const CodeSigningConfigArn = `arn:aws:lambda:us-east-1:${cloud.accountId}:code-signing-config:csc-0123456789abcdef0`;
  const missing = {
    name: "CodeSigningConfigNotFoundException",
    message: `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${CodeSigningConfigArn}.`,
  };
  await assert.rejects(
    lambda.send(
      new PutFunctionCodeSigningConfigCommand({
        FunctionName: "missing",
        CodeSigningConfigArn,
      }),
    ),
    missing,
  );
  const role = await executionRole(cloud);
  await assert.rejects(
    lambda.send(
      new CreateFunctionCommand({
        ...nodeFunction("f", role),
        CodeSigningConfigArn,
      }),
    ),
    missing,
  );
});

void test("layer versions count on, are found by what they fit, and go", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const LayerName = "tools";
  const publish = (runtime: "nodejs22.x" | "python3.13", text: string) =>
    lambda.send(
      new PublishLayerVersionCommand({
        LayerName,
        CompatibleRuntimes: [runtime],
        Content: { ZipFile: packageOf({ "a.txt": text }) },
      }),
    );
  await publish("python3.13", "1");
  const second = await publish("nodejs22.x", "2");
  assert.equal(second.Version, 2);
  assert.match(second.LayerVersionArn ?? "", /:layer:tools:2$/);

  const latest = async (more = {}) => {
    const { Layers } = await lambda.send(new ListLayersCommand(more));
    return Layers?.map((one) => one.LatestMatchingVersion?.Version);
  };
  assert.deepEqual(await latest(), [2]);
  assert.deepEqual(await latest({ CompatibleRuntime: "python3.13" }), [1]);
  assert.deepEqual(await latest({ CompatibleRuntime: "ruby3.3" }), []);

  const version = { LayerName, VersionNumber: 2 };
  await lambda.send(new DeleteLayerVersionCommand(version));
  await assert.rejects(lambda.send(new GetLayerVersionCommand(version)), {
    name: "ResourceNotFoundException",
  });
  assert.deepEqual(await latest(), [1]);
  assert.equal((await publish("python3.13", "3")).Version, 3);
  const { LayerVersions } = await lambda.send(
    new ListLayerVersionsCommand({ LayerName }),
  );
  assert.deepEqual(
    LayerVersions?.map(({ Version }) => Version),
    [3, 1],
  );
});

void test("the account's settings count functions, code and reservations", async () => {
  await using cloud = await startCloud();
  const { CodeSize = 0 } = await makeFunction(cloud, "f");
  const { AccountLimit, AccountUsage } = await cloud.lambda.send(
    new GetAccountSettingsCommand({}),
  );
  assert.equal(AccountUsage?.FunctionCount, 1);
  assert.equal(AccountUsage?.TotalCodeSize, CodeSize);
  assert.equal(AccountLimit?.UnreservedConcurrentExecutions, 1000);
});
