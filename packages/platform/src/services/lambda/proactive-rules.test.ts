import { deepEqual, equal, match, notEqual, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  AddPermissionCommand,
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  DeleteFunctionCodeSigningConfigCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  PutFunctionCodeSigningConfigCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionRecursionConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { startCloud, type Cloud, type Keys } from "../../../testing/cloud.ts";
import { ownCall } from "../../../testing/own-call.ts";
import { allowing, makeUser } from "../../../testing/principals.ts";
import { putPolicy, TRACING_POLICY } from "../config/testing/rules.ts";
import {
  executionRole,
  makeFunction,
  nodeFunction,
  packageOf,
} from "./testing/functions.ts";

const ROUTE = "/_gatehouse/proactive-gate";

const close = (cloud: Cloud, enabled: unknown, keys?: Keys) =>
  ownCall(cloud.url, keys ?? cloud.running.rootKey, ["PUT", ROUTE], {
    enabled,
  });

test("behind a closed gate a function that breaks a rule is neither made nor changed, and one that keeps it is", async () => {
  await using cloud = await startCloud();
  await putPolicy(cloud, "tracing", TRACING_POLICY);
  await makeFunction(cloud, "before");
  equal((await close(cloud, true)).status, 200);

  const wanted = nodeFunction("orders", await executionRole(cloud, "orders"));
  await rejects(cloud.lambda.send(new CreateFunctionCommand(wanted)), {
    name: "InvalidParameterValueException",
    message: /function orders is not compliant .* tracing: .*judged by/,
  });
  await rejects(
    cloud.lambda.send(new GetFunctionCommand({ FunctionName: "orders" })),
    { name: "ResourceNotFoundException" },
  );
  const TracingConfig = { Mode: "Active" } as const;
  await cloud.lambda.send(
    new CreateFunctionCommand({ ...wanted, TracingConfig }),
  );
  const update = (Mode: "Active" | "PassThrough") =>
    cloud.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "orders",
        TracingConfig: { Mode },
      }),
    );
  await rejects(update("PassThrough"), {
    name: "InvalidParameterValueException",
    message: /tracing/,
  });
  await update("Active");

  equal((await close(cloud, false)).status, 200);
  await update("PassThrough");
});

test("new code passes the gate as well, whoever brings it", async () => {
  await using cloud = await startCloud();
  await putPolicy(cloud, "tracing", TRACING_POLICY);
  const { FunctionArn } = await makeFunction(cloud, "orders");
  const update = (
    lambda: LambdaClient,
    more: { DryRun?: boolean; Architectures?: ["x86_64"] } = {},
  ) =>
    lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: FunctionArn,
        ZipFile: packageOf("export const handler = () => 2"),
        ...more,
      }),
    );
  const sha = async () => {
    const command = new GetFunctionCommand({ FunctionName: "orders" });
    return (await cloud.lambda.send(command)).Configuration?.CodeSha256;
  };
  const before = await sha();
  await close(cloud, true);
  const refusal = {
    name: "InvalidParameterValueException",
    message: /function orders is not compliant .* tracing: /,
  };
  await rejects(update(cloud.lambda), refusal);
  await rejects(update(cloud.lambda, { DryRun: true }), refusal);
  // The gate is that of the function's account.
  await cloud.lambda.send(
    new AddPermissionCommand({
      FunctionName: "orders",
      StatementId: "other",
      Principal: "111122223333",
      Action: "lambda:UpdateFunctionCode",
    }),
  );
  const other = await cloud.account("111122223333");
  await rejects(update(other.lambda), refusal);
  equal(await sha(), before);

  await close(cloud, false);
  await update(other.lambda);
  notEqual(await sha(), before);
});

test("what belongs to a function as a whole may not be changed against a rule, but towards one", async () => {
  await using cloud = await startCloud();
  await putPolicy(
    cloud,
    "signed",
    "rule signed { Resources.*.Properties.CodeSigningConfigArn exists }",
  );
  await putPolicy(cloud, "owned", "rule owned { tags.team exists }");
  await putPolicy(
    cloud,
    "bounded",
    "rule bounded when supplementaryConfiguration.ReservedConcurrentExecutions exists { supplementaryConfiguration.ReservedConcurrentExecutions <= 5 }",
  );
  await putPolicy(
    cloud,
    "loops",
    'rule loops when configuration.recursiveLoop exists { configuration.recursiveLoop == "Terminate" }',
  );
  const { FunctionArn: Resource } = await makeFunction(cloud, "orders");
  const FunctionName = "orders";
  const { CodeSigningConfig: { CodeSigningConfigArn } = {} } =
    await cloud.lambda.send(
      new CreateCodeSigningConfigCommand({
        AllowedPublishers: {
          SigningProfileVersionArns: [
            "arn:aws:signer:us-east-1:000000000000:/signing-profiles/release/abcdefghij",
          ],
        },
      }),
    );
  await close(cloud, true);

  // Nothing about it is right yet: each step towards that is open, and none back.
  const tags = { team: "blue" };
  await cloud.lambda.send(new TagResourceCommand({ Resource, Tags: tags }));
  const against = (rule: string) => ({
    name: "InvalidParameterValueException",
    message: new RegExp(` of this account: ${rule}: [^;]*$`),
  });
  await rejects(
    cloud.lambda.send(
      new UntagResourceCommand({ Resource, TagKeys: ["team"] }),
    ),
    against("owned"),
  );
  await cloud.lambda.send(
    new PutFunctionCodeSigningConfigCommand({
      FunctionName,
      CodeSigningConfigArn,
    }),
  );
  await rejects(
    cloud.lambda.send(
      new DeleteFunctionCodeSigningConfigCommand({ FunctionName }),
    ),
    against("signed"),
  );
  const reserve = (ReservedConcurrentExecutions: number) =>
    cloud.lambda.send(
      new PutFunctionConcurrencyCommand({
        FunctionName,
        ReservedConcurrentExecutions,
      }),
    );
  await rejects(reserve(6), against("bounded"));
  await reserve(5);
  await cloud.lambda.send(
    new DeleteFunctionConcurrencyCommand({ FunctionName }),
  );
  const loop = (RecursiveLoop: "Allow" | "Terminate") =>
    cloud.lambda.send(
      new PutFunctionRecursionConfigCommand({ FunctionName, RecursiveLoop }),
    );
  await rejects(loop("Allow"), against("loops"));
  await loop("Terminate");

  await close(cloud, false);
  await reserve(6);
  await loop("Allow");
  await cloud.lambda.send(
    new UntagResourceCommand({ Resource, TagKeys: ["team"] }),
  );
  await cloud.lambda.send(
    new DeleteFunctionCodeSigningConfigCommand({ FunctionName }),
  );
});

test("the gate is for those who may set it", async () => {
  await using cloud = await startCloud();
  const { keys } = await makeUser(
    cloud,
    "reader",
    allowing("gatehouse:GetProactiveGate"),
  );
  equal((await close(cloud, true, keys)).status, 403);
  equal((await close(cloud, "yes")).status, 400);
  const read = () => ownCall(cloud.url, keys, ["GET", ROUTE]);
  deepEqual((await read()).body, { enabled: false });
  await close(cloud, true);
  match(JSON.stringify((await read()).body), /"enabled":true.*:root/);
});
