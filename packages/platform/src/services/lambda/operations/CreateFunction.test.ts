import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  ListFunctionsCommand,
  type CreateFunctionRequest,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { startCloud } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  trustingService,
} from "../../../../testing/principals.ts";
import {
  call,
  executionRole,
  makeFunction,
  nodeFunction,
  packageOf,
} from "../testing/functions.ts";

void test("a function is in the making when created, then active, with AWS's defaults", async () => {
  await using cloud = await startCloud();
  const created = await makeFunction(cloud, "echo");
  assert.equal(created.State, "Pending");
  assert.equal(created.StateReasonCode, "Creating");

  const { Configuration } = await cloud.lambda.send(
    new GetFunctionCommand({ FunctionName: "echo" }),
  );
  assert.equal(Configuration?.State, "Active");
  assert.equal(Configuration?.LastUpdateStatus, "Successful");
  assert.deepEqual(
    [Configuration?.Timeout, Configuration?.MemorySize, Configuration?.Version],
    [3, 128, "$LATEST"],
  );
  assert.deepEqual(Configuration?.LoggingConfig, {
    LogFormat: "Text",
    LogGroup: "/aws/lambda/echo",
  });
  assert.equal(Configuration?.Environment, undefined);
  assert.equal(Configuration?.SigningJobArn, undefined);
});

void test("the code's location hands out the very zip, until it expires or is changed", async () => {
  await using cloud = await startCloud();
  const zip = packageOf("export const handler = async () => 1;");
  await makeFunction(cloud, "one", undefined, { Code: { ZipFile: zip } });
  const { Code } = await cloud.lambda.send(
    new GetFunctionCommand({ FunctionName: "one" }),
  );
  const location = Code?.Location ?? "";

  const answer = await fetch(location);
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), zip);
  const changed = location.replace(/expires=\d/, "expires=9");
  assert.equal((await fetch(changed)).status, 403);
  cloud.advance(601);
  assert.equal((await fetch(location)).status, 403);
});

void test("a second function of the name is refused", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "echo");
  const role = await executionRole(cloud);
  await assert.rejects(
    cloud.lambda.send(new CreateFunctionCommand(nodeFunction("echo", role))),
    {
      name: "ResourceConflictException",
      message: "Function already exist: echo",
    },
  );
});

void test("what cannot be a function is refused in Lambda's words", async () => {
  await using cloud = await startCloud();
  const role = await executionRole(cloud);
  const untrusting = await makeRole(
    cloud,
    "for-machines",
    trustingService("ec2.amazonaws.com"),
  );
  const cases: [Partial<CreateFunctionRequest>, RegExp, string?][] = [
    [{ Handler: undefined }, /^Runtime and Handler are mandatory parameters/],
    [
      { Role: untrusting },
      /^The role defined for the function cannot be assumed by Lambda\.$/,
    ],
    [
      { Role: role.replace("lambda-role", "missing") },
      /^The role defined for the function cannot be assumed by Lambda\.$/,
    ],
    [{ Runtime: "nodejs14.x" }, /^The runtime parameter of nodejs14\.x is no/],
    [
      { Environment: { Variables: { AWS_REGION: "x", _HANDLER: "y" } } },
      /Reserved keys used in this request: AWS_REGION, _HANDLER$|failed to satisfy/,
    ],
    [
      { Environment: { Variables: { LONG: "x".repeat(4096) } } },
      /exceeded the 4KB limit/,
    ],
    [
      { Code: { ZipFile: Buffer.from("no zip") } },
      /^Could not unzip uploaded file\./,
    ],
    [{ Code: {} }, /^Please provide a source for function code\.$/],
    [
      { Code: { ZipFile: packageOf({}) } },
      /^Uploaded file must be a non-empty/,
    ],
    [
      { Layers: [`arn:aws:lambda:us-east-1:${cloud.accountId}:layer:no:1`] },
      /^Layer version arn:.*:layer:no:1 does not exist\.$/,
    ],
    [
      {
        PackageType: "Image",
        Code: { ImageUri: "repository/image" },
        CodeSigningConfigArn: `arn:aws:lambda:us-east-1:${cloud.accountId}:code-signing-config:csc-0123456789abcdef0`,
      },
      /^Code signing is not supported for functions created with container images\.$/,
    ],
  ];
  for (const [members, message] of cases)
    await assert.rejects(
      cloud.lambda.send(
        new CreateFunctionCommand({ ...nodeFunction("f", role), ...members }),
      ),
      (error: Error) => {
        assert.match(error.message, message);
        assert.match(error.name, /InvalidParameterValue|Validation/);
        return true;
      },
    );
  await assert.rejects(
    cloud.lambda.send(
      new CreateFunctionCommand({
        ...nodeFunction("f", role),
        TenancyConfig: { TenantIsolationMode: "PER_TENANT" },
      }),
    ),
    { name: "NotImplemented" },
  );
  const { Functions } = await cloud.lambda.send(new ListFunctionsCommand({}));
  assert.deepEqual(Functions, []);
});

void test("handing over a role needs iam:PassRole on that role", async () => {
  await using cloud = await startCloud();
  const role = await executionRole(cloud);
  const without = await makeUser(cloud, "a", allowing("lambda:*"));
  await assert.rejects(
    without.lambda.send(new CreateFunctionCommand(nodeFunction("f", role))),
    (error: Error) => {
      assert.equal(error.name, "AccessDeniedException");
      assert.match(
        error.message,
        /iam:PassRole on resource: .*role\/lambda-role/,
      );
      return true;
    },
  );

  const holder = await makeUser(
    cloud,
    "b",
    allowing(["lambda:*", "iam:PassRole"], ["arn:aws:lambda:*", role]),
  );
  await holder.lambda.send(new CreateFunctionCommand(nodeFunction("f", role)));
});

void test("code comes from S3 with the caller's rights, and not without them", async () => {
  await using cloud = await startCloud();
  const role = await executionRole(cloud);
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "code" }));
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: "code",
      Key: "f.zip",
      Body: packageOf("export const handler = async () => 'from S3';"),
    }),
  );
  const request = {
    ...nodeFunction("f", role),
    Code: { S3Bucket: "code", S3Key: "f.zip" },
  };
  const stranger = await makeUser(
    cloud,
    "stranger",
    allowing(["lambda:*", "iam:PassRole"]),
  );
  await assert.rejects(
    stranger.lambda.send(new CreateFunctionCommand(request)),
    (error: Error) => {
      assert.equal(error.name, "AccessDeniedException");
      assert.match(error.message, /^Your access has been denied by S3/);
      return true;
    },
  );
  await assert.rejects(
    cloud.lambda.send(
      new CreateFunctionCommand({
        ...request,
        Code: { S3Bucket: "code", S3Key: "other.zip" },
      }),
    ),
    /S3 Error Code: NoSuchKey/,
  );

  await cloud.lambda.send(new CreateFunctionCommand(request));
  const { answer } = await call(cloud.lambda, "f");
  assert.equal(answer, "from S3");
});
