import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing } from "../../../../testing/principals.ts";
import { resourceHandler } from "../../../../testing/resources.ts";
import {
  call,
  executionRole,
  makeFunction,
  packageOf,
} from "../testing/functions.ts";
import { TAKING } from "../testing/mappings.ts";

const ANSWER = (text: string) =>
  `exports.handler = async () => ({ text: "${text}", stage: process.env.STAGE });`;

const properties = async (cloud: Cloud, name = "shop-role") => ({
  Role: await executionRole(cloud, name),
  Runtime: "nodejs24.x",
  Handler: "index.handler",
  Code: { ZipFile: ANSWER("one") },
});

test("a function lives as a resource: made of source in a template, read, changed, listed, deleted", async () => {
  await using cloud = await startCloud();
  const functions = await resourceHandler(cloud, "AWS::Lambda::Function");
  const before = {
    ...(await properties(cloud)),
    Environment: { Variables: { STAGE: 1 } },
    ReservedConcurrentExecutions: 3,
    RecursiveLoop: "Allow",
    TracingConfig: { Mode: "Active" },
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const name = await functions.create(before);
  match(name, /^stack-Resource-[A-Z0-9]{12}$/);
  deepEqual((await call(cloud.lambda, name)).answer, {
    text: "one",
    stage: "1",
  });
  deepEqual(await functions.read(name), {
    Arn: `arn:aws:lambda:us-east-1:${cloud.accountId}:function:${name}`,
    FunctionName: name,
    Role: before.Role,
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Architectures: ["x86_64"],
    Environment: { Variables: { STAGE: "1" } },
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${name}` },
    MemorySize: 128,
    PackageType: "Zip",
    RecursiveLoop: "Allow",
    ReservedConcurrentExecutions: 3,
    RuntimeManagementConfig: { UpdateRuntimeOn: "Auto" },
    SnapStart: { ApplyOn: "None" },
    SnapStartResponse: { ApplyOn: "None", OptimizationStatus: "Off" },
    Timeout: 3,
    TracingConfig: { Mode: "Active" },
    Tags: [{ Key: "team", Value: "blue" }],
  });

  const after = {
    ...(await properties(cloud, "other-role")),
    Code: { ZipFile: ANSWER("two") },
    Timeout: 9,
    Tags: [{ Key: "stage", Value: "test" }],
  };
  await functions.update(name, { before, after });
  deepEqual((await call(cloud.lambda, name)).answer, { text: "two" });
  const read = await functions.read(name);
  deepEqual(
    [
      read?.["Timeout"],
      read?.["Role"],
      read?.["Environment"],
      read?.["ReservedConcurrentExecutions"],
      read?.["RecursiveLoop"],
      read?.["TracingConfig"],
      read?.["Tags"],
    ],
    [
      9,
      after.Role,
      undefined,
      undefined,
      "Terminate",
      { Mode: "PassThrough" },
      after.Tags,
    ],
  );
  deepEqual(await functions.list(), [name]);
  await functions.delete(name);
  equal(await functions.read(name), undefined);
  await functions.delete(name);
});

test("work that begins again makes a function and its version once", async () => {
  await using cloud = await startCloud();
  const functions = await resourceHandler(cloud, "AWS::Lambda::Function");
  const versions = await resourceHandler(cloud, "AWS::Lambda::Version");
  const wanted = { ...(await properties(cloud)), MemorySize: 256 };
  const FunctionName = await functions.create(wanted, "step-1");
  equal(await functions.create(wanted, "step-1"), FunctionName);
  const arn = await versions.create({ FunctionName }, "step-2");
  equal(await versions.create({ FunctionName }, "step-2"), arn);
  deepEqual(await functions.list(), [FunctionName]);
});

test("a function that cannot be made whole leaves nothing behind", async () => {
  await using cloud = await startCloud();
  const functions = await resourceHandler(cloud, "AWS::Lambda::Function");
  const wanted = await properties(cloud);
  await rejects(
    functions.create({ ...wanted, ReservedConcurrentExecutions: 5000 }),
    { name: "InvalidParameterValueException" },
  );
  deepEqual(await functions.list(), []);
  await functions.create({ ...wanted, ReservedConcurrentExecutions: 5 });
  equal((await functions.list()).length, 1);
});

test("what is not built is refused by its name", async () => {
  await using cloud = await startCloud();
  const functions = await resourceHandler(cloud, "AWS::Lambda::Function");
  const wanted = await properties(cloud);
  for (const [more, message] of [
    [{ Code: { ImageUri: "0123.dkr.ecr/x:1" } }, /container images/],
    [{ FunctionScalingConfig: {} }, /FunctionScalingConfig/],
    [{ DurableConfig: { ExecutionTimeout: 5 } }, /DurableConfig/],
    [
      { RuntimeManagementConfig: { UpdateRuntimeOn: "Manual" } },
      /RuntimeManagementConfig/,
    ],
    [{ Runtime: "java21" }, /ZipFile can only be used/],
  ] as const)
    await rejects(functions.create({ ...wanted, ...more }), { message });
  deepEqual(await functions.list(), []);
});

test("a function's code comes from a bucket, in the version that is named", async () => {
  await using cloud = await startCloud();
  const functions = await resourceHandler(cloud, "AWS::Lambda::Function");
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "code" }));
  const put = (Key: string, text: string) =>
    cloud.s3.send(
      new PutObjectCommand({
        Bucket: "code",
        Key,
        Body: packageOf({ "index.js": ANSWER(text) }),
      }),
    );
  await put("a.zip", "a");
  await put("b.zip", "b");
  const before = {
    ...(await properties(cloud)),
    FunctionName: "shop",
    Code: { S3Bucket: "code", S3Key: "a.zip" },
  };
  equal(await functions.create(before), "shop");
  deepEqual((await call(cloud.lambda, "shop")).answer, { text: "a" });
  const after = { ...before, Code: { S3Bucket: "code", S3Key: "b.zip" } };
  await functions.update("shop", { before, after });
  deepEqual((await call(cloud.lambda, "shop")).answer, { text: "b" });
  await rejects(
    functions.update("shop", {
      before: after,
      after: { ...after, Code: { S3Bucket: "code", S3Key: "none.zip" } },
    }),
    { name: "InvalidParameterValueException", message: /NoSuchKey/ },
  );
});

test("source in a template answers for custom resources by the module that it asks for", async () => {
  await using cloud = await startCloud();
  const functions = await resourceHandler(cloud, "AWS::Lambda::Function");
  const wanted = await properties(cloud);
  const asking = await functions.create({
    ...wanted,
    Code: {
      ZipFile: `const response = require("cfn-response");
exports.handler = async () => Object.keys(response);`,
    },
  });
  deepEqual((await call(cloud.lambda, asking)).answer, [
    "SUCCESS",
    "FAILED",
    "send",
  ]);
  const plain = await functions.create(wanted);
  const sizeOf = async (FunctionName: string) =>
    (
      await cloud.lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName }),
      )
    ).CodeSize ?? 0;
  ok((await sizeOf(plain)) < (await sizeOf(asking)));
});

test("versions and aliases live as resources", async () => {
  await using cloud = await startCloud();
  const functions = await resourceHandler(cloud, "AWS::Lambda::Function");
  const versions = await resourceHandler(cloud, "AWS::Lambda::Version");
  const aliases = await resourceHandler(cloud, "AWS::Lambda::Alias");
  const wanted = { ...(await properties(cloud)), FunctionName: "shop" };
  await functions.create(wanted);
  const arn = (suffix: string) =>
    `arn:aws:lambda:us-east-1:${cloud.accountId}:function:shop:${suffix}`;

  const one = await versions.create({
    FunctionName: "shop",
    Description: "first",
  });
  equal(one, arn("1"));
  await rejects(versions.create({ FunctionName: "shop" }), {
    name: "AlreadyExists",
    message: /A version for this Lambda function exists \( 1 \)/,
  });
  await rejects(
    versions.create({ FunctionName: "shop", CodeSha256: "x".repeat(43) + "=" }),
    { name: "InvalidParameterValueException" },
  );
  const read = await versions.read(one);
  deepEqual(
    [read?.["FunctionName"], read?.["Version"], read?.["Description"]],
    ["shop", "1", "first"],
  );
  const changed = { ...wanted, Code: { ZipFile: ANSWER("two") } };
  await functions.update("shop", { before: wanted, after: changed });
  const two = await versions.create({ FunctionName: "shop" });
  equal(two, arn("2"));

  const before = {
    FunctionName: "shop",
    Name: "live",
    FunctionVersion: "1",
    RoutingConfig: {
      AdditionalVersionWeights: [
        { FunctionVersion: "2", FunctionWeight: 0.25 },
      ],
    },
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
  };
  const live = await aliases.create(before);
  equal(live, arn("live"));
  deepEqual(await aliases.read(live), { AliasArn: live, ...before });
  const after = {
    FunctionName: "shop",
    Name: "live",
    FunctionVersion: "2",
    Description: "all of it",
  };
  await aliases.update(live, { before, after });
  deepEqual(await aliases.read(live), { AliasArn: live, ...after });
  await rejects(versions.delete(two), { name: "ResourceConflictException" });
  await aliases.delete(live);
  await aliases.delete(live);
  equal(await aliases.read(live), undefined);
  await versions.delete(two);
  equal(await versions.read(two), undefined);
});

test("a permission lives as a resource, and its reference is the statement's id", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "shop");
  const permissions = await resourceHandler(cloud, "AWS::Lambda::Permission");
  const wanted = {
    FunctionName: "shop",
    Action: "lambda:InvokeFunction",
    Principal: "s3.amazonaws.com",
    SourceArn: "arn:aws:s3:::uploads",
    SourceAccount: cloud.accountId,
  };
  const identifier = await permissions.create(wanted, "step-1");
  equal(await permissions.create(wanted, "step-1"), identifier);
  const Id = identifier.split("|")[1] ?? "";
  equal(permissions.type.ref?.(identifier, {}), Id);
  deepEqual(await permissions.read(identifier), { Id, ...wanted });
  await rejects(permissions.create({ ...wanted, Principal: "nobody" }), {
    name: "InvalidParameterValueException",
  });
  await permissions.delete(identifier);
  equal(await permissions.read(identifier), undefined);
  await permissions.delete(identifier);
});

test("layers and their permissions live as resources", async () => {
  await using cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "code" }));
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: "code",
      Key: "layer.zip",
      Body: packageOf({ "nodejs/x.js": "1" }),
    }),
  );
  const layers = await resourceHandler(cloud, "AWS::Lambda::LayerVersion");
  const wanted = {
    LayerName: "tools",
    CompatibleRuntimes: ["nodejs24.x"],
    LicenseInfo: "MIT",
  };
  const Content = { S3Bucket: "code", S3Key: "layer.zip" };
  const LayerVersionArn = await layers.create({ ...wanted, Content });
  match(LayerVersionArn, /:layer:tools:1$/);
  deepEqual(await layers.read(LayerVersionArn), { LayerVersionArn, ...wanted });
  deepEqual(await layers.list(), [LayerVersionArn]);

  const permissions = await resourceHandler(
    cloud,
    "AWS::Lambda::LayerVersionPermission",
  );
  const grant = {
    LayerVersionArn,
    Action: "lambda:GetLayerVersion",
    Principal: "111122223333",
  };
  const Id = await permissions.create(grant);
  deepEqual(await permissions.read(Id), { Id, ...grant });
  await permissions.delete(Id);
  equal(await permissions.read(Id), undefined);
  await permissions.delete(Id);
  await layers.delete(LayerVersionArn);
  equal(await layers.read(LayerVersionArn), undefined);
});

test("an event source mapping lives as a resource", async () => {
  await using cloud = await startCloud();
  const functions = await resourceHandler(cloud, "AWS::Lambda::Function");
  const FunctionName = await functions.create({
    ...(await properties(cloud)),
    Role: await executionRole(cloud, "taker", allowing([...TAKING])),
  });
  await cloud.sqs.send(new CreateQueueCommand({ QueueName: "orders" }));
  const EventSourceArn = `arn:aws:sqs:us-east-1:${cloud.accountId}:orders`;
  const mappings = await resourceHandler(
    cloud,
    "AWS::Lambda::EventSourceMapping",
  );
  const before = {
    FunctionName,
    EventSourceArn,
    BatchSize: 5,
    FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] },
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const id = await mappings.create(before);
  const read = await mappings.read(id);
  deepEqual(
    { ...read, FunctionName, EventSourceMappingArn: "" },
    {
      ...before,
      Id: id,
      EventSourceMappingArn: "",
      Enabled: true,
      MaximumBatchingWindowInSeconds: 0,
    },
  );
  const after = { FunctionName, EventSourceArn, Enabled: false };
  await mappings.update(id, { before, after });
  const changed = await mappings.read(id);
  deepEqual(
    [
      changed?.["Enabled"],
      changed?.["BatchSize"],
      changed?.["FilterCriteria"],
      changed?.["FunctionResponseTypes"],
      changed?.["Tags"],
    ],
    [false, 10, undefined, undefined, undefined],
  );
  deepEqual(await mappings.list(), [id]);
  await rejects(
    mappings.create({ FunctionName, EventSourceArn, ParallelizationFactor: 2 }),
    { message: /ParallelizationFactor/ },
  );
  await mappings.delete(id);
  equal(await mappings.read(id), undefined);
  await mappings.delete(id);
});

test("what becomes of asynchronous calls, and a function's URL, live as resources", async () => {
  await using cloud = await startCloud();
  const { FunctionArn = "" } = await makeFunction(cloud, "shop");
  const configs = await resourceHandler(
    cloud,
    "AWS::Lambda::EventInvokeConfig",
  );
  const before = {
    FunctionName: "shop",
    Qualifier: "$LATEST",
    MaximumRetryAttempts: 1,
  };
  const identifier = await configs.create(before, "step-1");
  equal(await configs.create(before, "step-1"), identifier);
  equal(identifier, "shop|$LATEST");
  await rejects(configs.create(before), { name: "AlreadyExists" });
  const after = {
    FunctionName: "shop",
    Qualifier: "$LATEST",
    MaximumEventAgeInSeconds: 90,
  };
  await configs.update(identifier, { before, after });
  deepEqual(await configs.read(identifier), after);
  await configs.delete(identifier);
  equal(await configs.read(identifier), undefined);
  await configs.delete(identifier);

  const urls = await resourceHandler(cloud, "AWS::Lambda::Url");
  const open = {
    TargetFunctionArn: FunctionArn,
    AuthType: "NONE",
    InvokeMode: "BUFFERED",
    Cors: { AllowOrigins: ["*"] },
  };
  const arn = await urls.create(open);
  equal(arn, FunctionArn);
  const { FunctionUrl, ...read } = (await urls.read(arn)) ?? {};
  match(String(FunctionUrl), /^http/);
  deepEqual(read, { FunctionArn, ...open });
  const closed = { TargetFunctionArn: FunctionArn, AuthType: "AWS_IAM" };
  await urls.update(arn, { before: open, after: closed });
  const { FunctionUrl: same, ...left } = (await urls.read(arn)) ?? {};
  equal(same, FunctionUrl);
  deepEqual(left, { FunctionArn, ...closed, InvokeMode: "BUFFERED" });
  await urls.delete(arn);
  equal(await urls.read(arn), undefined);
  await urls.delete(arn);
});

test("a code signing configuration lives as a resource, and judges the code of an update", async () => {
  await using cloud = await startCloud();
  const configs = await resourceHandler(
    cloud,
    "AWS::Lambda::CodeSigningConfig",
  );
  const profiles = await resourceHandler(cloud, "AWS::Signer::SigningProfile");
  const profile = await profiles.create({
    PlatformId: "AWSLambda-SHA384-ECDSA",
  });
  const { ProfileVersionArn } = (await profiles.read(profile)) ?? {};
  const before = {
    AllowedPublishers: { SigningProfileVersionArns: [ProfileVersionArn] },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Enforce" },
    Description: "signed only",
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const arn = await configs.create(before);
  const { CodeSigningConfigId, ...read } = (await configs.read(arn)) ?? {};
  match(String(CodeSigningConfigId), /^csc-/);
  deepEqual(read, { CodeSigningConfigArn: arn, ...before });
  deepEqual(await configs.list(), [arn]);

  const functions = await resourceHandler(cloud, "AWS::Lambda::Function");
  const plain = await properties(cloud);
  await rejects(functions.create({ ...plain, CodeSigningConfigArn: arn }), {
    name: "CodeVerificationFailedException",
  });
  const name = await functions.create(plain);
  const strict = {
    ...plain,
    Code: { ZipFile: ANSWER("two") },
    CodeSigningConfigArn: arn,
  };
  await rejects(functions.update(name, { before: plain, after: strict }), {
    name: "CodeVerificationFailedException",
  });
  await functions.update(name, { before: strict, after: plain });
  const { Configuration } = await cloud.lambda.send(
    new GetFunctionCommand({ FunctionName: name }),
  );
  equal(Configuration?.State, "Active");
  equal((await functions.read(name))?.["CodeSigningConfigArn"], undefined);

  const { AllowedPublishers } = before;
  await configs.update(arn, { before, after: { AllowedPublishers } });
  const { CodeSigningPolicies, Description, Tags } =
    (await configs.read(arn)) ?? {};
  deepEqual(
    [CodeSigningPolicies, Description, Tags],
    [{ UntrustedArtifactOnDeployment: "Warn" }, undefined, undefined],
  );
  await configs.delete(arn);
  equal(await configs.read(arn), undefined);
  await configs.delete(arn);
});
