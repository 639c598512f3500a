import assert from "node:assert/strict";
import { test } from "node:test";
import {
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { GetAccessKeyInfoCommand } from "@aws-sdk/client-sts";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import {
  makeRole,
  makeUser,
  policyOf,
  allowing,
  sessionOf,
  trustingService,
} from "../../../../testing/principals.ts";
import {
  call,
  executionRole,
  makeFunction,
  nodeFunction,
  packageOf,
} from "../testing/functions.ts";

const CANNOT_BE_ASSUMED =
  "The role defined for the function cannot be assumed by Lambda.";

/** Tells which key its code holds, and whether its role lets it ask STS about that key. */
const ASKING = `import * as sts from ${JSON.stringify(import.meta.resolve("@aws-sdk/client-sts"))};
const { GetAccessKeyInfoCommand, STSClient } = sts.default ?? sts;
export const handler = async () => {
  const AccessKeyId = process.env.AWS_ACCESS_KEY_ID;
  const asked = new STSClient({ maxAttempts: 1 }).send(new GetAccessKeyInfoCommand({ AccessKeyId }));
  return { key: AccessKeyId, told: await asked.then(({ Account }) => Account, ({ name }) => name) };
};`;

async function ask(cloud: Cloud, name: string) {
  const { answer } = await call(cloud.lambda, name);
  return answer as { key: string; told: string };
}

void test("what only one function's code may do, another function and another session of the role may not", async () => {
  await using cloud = await startCloud();
  const { accountId } = cloud;
  const Role = await makeRole(
    cloud,
    "shared",
    policyOf({
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com", AWS: accountId },
      Action: "sts:AssumeRole",
    }),
    policyOf({
      Effect: "Allow",
      Action: "sts:GetAccessKeyInfo",
      Resource: "*",
      Condition: {
        ArnEquals: {
          "lambda:SourceFunctionArn": `arn:aws:lambda:us-east-1:${accountId}:function:f`,
        },
      },
    }),
  );
  const more = { Role, MemorySize: 512, Timeout: 30 };
  await makeFunction(cloud, "f", ASKING, more);
  await makeFunction(cloud, "g", ASKING, more);
  assert.equal((await ask(cloud, "f")).told, accountId);
  assert.equal((await ask(cloud, "g")).told, "AccessDenied");

  const user = await makeUser(cloud, "u", allowing("sts:AssumeRole"));
  const session = cloud.as(await sessionOf(user, Role));
  await assert.rejects(
    session.sts.send(
      new GetAccessKeyInfoCommand({ AccessKeyId: user.keys.accessKeyId }),
    ),
    { name: "AccessDenied" },
  );
});

void test("a function's credentials are renewed before they end, and end with its role's trust", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "f", ASKING, { MemorySize: 512, Timeout: 30 });
  await cloud.iam.send(
    new PutRolePolicyCommand({
      RoleName: "f-role",
      PolicyName: "asking",
      PolicyDocument: allowing("sts:GetAccessKeyInfo"),
    }),
  );
  const first = await ask(cloud, "f");
  assert.deepEqual(await ask(cloud, "f"), first, "still fresh");
  for (let hour = 0; hour < 2; hour++) {
    cloud.advance(3600);
    const { told } = await ask(cloud, "f");
    assert.equal(told, cloud.accountId);
  }
  assert.notEqual((await ask(cloud, "f")).key, first.key);

  await cloud.iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: "f-role",
      PolicyDocument: trustingService("ec2.amazonaws.com"),
    }),
  );
  cloud.advance(3600);
  await assert.rejects(ask(cloud, "f"), {
    name: "AccessDeniedException",
    message: CANNOT_BE_ASSUMED,
  });
});

void test("a role is looked at when a function gets it: it must trust Lambda, for this function and this account", async () => {
  await using cloud = await startCloud();
  const { accountId, lambda } = cloud;
  const source = `arn:aws:lambda:us-east-1:${accountId}:function:f`;
  const guarded = await makeRole(
    cloud,
    "guarded",
    policyOf({
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: {
        ArnLike: { "aws:SourceArn": source },
        StringEquals: { "aws:SourceAccount": accountId },
      },
    }),
  );
  const foreign = await makeRole(
    cloud,
    "for-machines",
    trustingService("ec2.amazonaws.com"),
  );
  const create = (name: string, Role: string) =>
    lambda.send(
      new CreateFunctionCommand(nodeFunction(name, Role, packageOf(ASKING))),
    );
  const refused = {
    name: "InvalidParameterValueException",
    message: CANNOT_BE_ASSUMED,
  };
  await assert.rejects(create("g", guarded), refused);
  await assert.rejects(create("f", foreign), refused);
  await create("f", guarded);
  const change = (FunctionName: string, Role: string) =>
    lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Role }));
  await assert.rejects(change("f", foreign), refused);
  await assert.rejects(
    change("f", `arn:aws:iam::${accountId}:role/nobody`),
    refused,
  );
  await change("f", await executionRole(cloud, "plain"));
});
