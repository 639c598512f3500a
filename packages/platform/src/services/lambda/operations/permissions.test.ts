import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AddLayerVersionPermissionCommand,
  AddPermissionCommand,
  CreateAliasCommand,
  GetFunctionCommand,
  GetLayerVersionByArnCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListTagsCommand,
  PublishLayerVersionCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-lambda";
import { startCloud } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeUser,
  policyOf,
  removeUser,
} from "../../../../testing/principals.ts";
import { serviceCaller } from "../../../core/caller.ts";
import { internalRequest } from "../../../gateway/request-context.ts";
import { call, makeFunction, packageOf } from "../testing/functions.ts";

const OTHER = "111122223333";

void test("a statement is written as Lambda writes it", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  await makeFunction(cloud, "f");
  const { Statement } = await lambda.send(
    new AddPermissionCommand({
      FunctionName: "f",
      StatementId: "from-s3",
      Action: "lambda:InvokeFunction",
      Principal: "s3.amazonaws.com",
      SourceArn: "arn:aws:s3:::pictures",
      SourceAccount: OTHER,
    }),
  );
  const statement = {
    Sid: "from-s3",
    Effect: "Allow",
    Principal: { Service: "s3.amazonaws.com" },
    Action: "lambda:InvokeFunction",
    Resource: `arn:aws:lambda:us-east-1:${cloud.accountId}:function:f`,
    Condition: {
      StringEquals: { "AWS:SourceAccount": OTHER },
      ArnLike: { "AWS:SourceArn": "arn:aws:s3:::pictures" },
    },
  };
  assert.deepEqual(JSON.parse(Statement ?? ""), statement);
  const { Policy, RevisionId } = await lambda.send(
    new GetPolicyCommand({ FunctionName: "f" }),
  );
  assert.deepEqual(JSON.parse(Policy ?? ""), {
    Version: "2012-10-17",
    Id: "default",
    Statement: [statement],
  });

  const removal = { FunctionName: "f", StatementId: "from-s3" };
  await assert.rejects(
    lambda.send(
      new RemovePermissionCommand({ ...removal, RevisionId: "another" }),
    ),
    { name: "PreconditionFailedException" },
  );
  await lambda.send(
    new RemovePermissionCommand({
      ...removal,
      ...(RevisionId === undefined ? {} : { RevisionId }),
    }),
  );
  await assert.rejects(lambda.send(new RemovePermissionCommand(removal)), {
    name: "ResourceNotFoundException",
  });
  await assert.rejects(
    lambda.send(new GetPolicyCommand({ FunctionName: "f" })),
    /The resource you requested does not exist\./,
  );
});

void test("a statement id is given once, principals must be some, and $LATEST takes no policy", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "f");
  const add = (more: object) =>
    cloud.lambda.send(
      new AddPermissionCommand({
        FunctionName: "f",
        StatementId: "one",
        Action: "lambda:InvokeFunction",
        Principal: OTHER,
        ...more,
      }),
    );
  await add({});
  await assert.rejects(add({}), {
    name: "ResourceConflictException",
    message:
      "The statement id (one) provided already exists. Please provide a new statement id, or remove the existing statement.",
  });
  await assert.rejects(
    add({ StatementId: "two", Principal: "nobody" }),
    /The provided principal was invalid/,
  );
  await assert.rejects(
    add({ StatementId: "two", Qualifier: "$LATEST" }),
    /do not support adding policies for \$LATEST/,
  );
  await assert.rejects(add({ StatementId: "two", FunctionName: "g" }), {
    name: "ResourceNotFoundException",
  });
});

void test("another account calls a function when both sides allow it", async () => {
  await using cloud = await startCloud();
  const other = await cloud.account(OTHER);
  await makeFunction(cloud, "f");
  const arn = `arn:aws:lambda:us-east-1:${cloud.accountId}:function:f`;
  const caller = await makeUser(
    cloud,
    "caller",
    allowing("lambda:InvokeFunction", arn),
    other,
  );
  await assert.rejects(call(caller.lambda, arn), {
    name: "AccessDeniedException",
  });
  await cloud.lambda.send(
    new AddPermissionCommand({
      FunctionName: "f",
      StatementId: "other",
      Action: "lambda:InvokeFunction",
      Principal: OTHER,
    }),
  );
  assert.deepEqual((await call(caller.lambda, arn, { a: 1 })).answer, { a: 1 });
  const idle = await makeUser(cloud, "idle", undefined, other);
  await assert.rejects(call(idle.lambda, arn), {
    name: "AccessDeniedException",
  });
});

void test("a permission means the user it named, not one that is made again under the name", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "f");
  const add = (StatementId: string, Principal: string) =>
    cloud.lambda.send(
      new AddPermissionCommand({
        FunctionName: "f",
        StatementId,
        Action: "lambda:InvokeFunction",
        Principal,
      }),
    );
  const principal = async () => {
    const { Policy = "" } = await cloud.lambda.send(
      new GetPolicyCommand({ FunctionName: "f" }),
    );
    const { Statement } = JSON.parse(Policy) as {
      Statement: { Principal: { AWS: string } }[];
    };
    return Statement[0]?.Principal.AWS;
  };
  const user = await makeUser(cloud, "u");
  await add("u", user.arn);
  assert.equal(await principal(), user.arn);
  await call(user.lambda, "f");

  await removeUser(cloud, user);
  const again = await makeUser(cloud, "u");
  await assert.rejects(call(again.lambda, "f"), {
    name: "AccessDeniedException",
  });
  assert.match((await principal()) ?? "", /^AIDA/);
  await assert.rejects(
    add("nobody", `arn:aws:iam::${cloud.accountId}:user/nobody`),
    {
      name: "InvalidParameterValueException",
      message:
        "The provided principal was invalid. Please check the principal and try again.",
    },
  );
  await add("again", again.arn);
  await call(again.lambda, "f");
});

void test("a policy on an alias counts for the alias alone", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "f", undefined, { Publish: true });
  await cloud.lambda.send(
    new CreateAliasCommand({
      FunctionName: "f",
      Name: "live",
      FunctionVersion: "1",
    }),
  );
  const user = await makeUser(cloud, "u");
  await cloud.lambda.send(
    new AddPermissionCommand({
      FunctionName: "f:live",
      StatementId: "u",
      Action: "lambda:InvokeFunction",
      Principal: user.arn,
    }),
  );
  await call(user.lambda, "f:live");
  for (const name of ["f", "f:1", "f:$LATEST"])
    await assert.rejects(call(user.lambda, name), {
      name: "AccessDeniedException",
    });
});

void test("a service calls a function for the source that the policy names, and for no other", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "f");
  await cloud.lambda.send(
    new AddPermissionCommand({
      FunctionName: "f",
      StatementId: "from-s3",
      Action: "lambda:InvokeFunction",
      Principal: "s3.amazonaws.com",
      SourceArn: "arn:aws:s3:::pictures",
      SourceAccount: cloud.accountId,
    }),
  );
  const { platform } = cloud.running;
  const callFor = (bucket: string, account = cloud.accountId) => {
    const caller = serviceCaller(
      "s3.amazonaws.com",
      account,
      `arn:aws:s3:::${bucket}`,
    );
    const FunctionName = `arn:aws:lambda:us-east-1:${cloud.accountId}:function:f`;
    return platform.send(new InvokeCommand({ FunctionName }), caller, {
      region: "us-east-1",
      request: internalRequest("s3.amazonaws.com"),
    });
  };
  assert.equal((await callFor("pictures")).StatusCode, 200);
  await assert.rejects(callFor("others"), { name: "AccessDeniedException" });
  await assert.rejects(callFor("pictures", OTHER), {
    name: "AccessDeniedException",
  });
});

void test("tags come and go, and policies may ask for them", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const { FunctionArn = "" } = await makeFunction(cloud, "f", undefined, {
    Tags: { team: "red", stage: "test" },
  });
  const red = await makeUser(
    cloud,
    "red",
    policyOf({
      Effect: "Allow",
      Action: "lambda:GetFunction",
      Resource: "*",
      Condition: { StringEquals: { "aws:ResourceTag/team": "red" } },
    }),
  );
  const shown = await red.lambda.send(
    new GetFunctionCommand({ FunctionName: "f" }),
  );
  assert.deepEqual(shown.Tags, { team: "red", stage: "test" });

  await lambda.send(
    new TagResourceCommand({ Resource: FunctionArn, Tags: { team: "blue" } }),
  );
  await lambda.send(
    new UntagResourceCommand({ Resource: FunctionArn, TagKeys: ["stage"] }),
  );
  const { Tags } = await lambda.send(
    new ListTagsCommand({ Resource: FunctionArn }),
  );
  assert.deepEqual(Tags, { team: "blue" });
  await assert.rejects(
    red.lambda.send(new GetFunctionCommand({ FunctionName: "f" })),
    { name: "AccessDeniedException" },
  );
  await assert.rejects(
    lambda.send(
      new TagResourceCommand({
        Resource: FunctionArn,
        Tags: { "aws:own": "x" },
      }),
    ),
    { name: "InvalidParameterValueException" },
  );
});

void test("another account uses a layer that was shared with it, and no other", async () => {
  await using cloud = await startCloud();
  const other = await cloud.account(OTHER);
  const { LayerVersionArn = "" } = await cloud.lambda.send(
    new PublishLayerVersionCommand({
      LayerName: "shared",
      Content: { ZipFile: packageOf({ "a.txt": "a" }) },
    }),
  );
  const get = () =>
    other.lambda.send(
      new GetLayerVersionByArnCommand({ Arn: LayerVersionArn }),
    );
  await assert.rejects(get(), { name: "AccessDeniedException" });
  await assert.rejects(
    makeFunction(other, "f", undefined, { Layers: [LayerVersionArn] }),
    { name: "AccessDeniedException" },
  );
  await cloud.lambda.send(
    new AddLayerVersionPermissionCommand({
      LayerName: "shared",
      VersionNumber: 1,
      StatementId: "other",
      Action: "lambda:GetLayerVersion",
      Principal: OTHER,
    }),
  );
  assert.equal((await get()).Version, 1);
  const { Layers } = await makeFunction(other, "g", undefined, {
    Layers: [LayerVersionArn],
  });
  assert.equal(Layers?.[0]?.Arn, LayerVersionArn);
});
