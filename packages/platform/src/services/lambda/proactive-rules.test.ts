import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { startCloud, type Cloud, type Keys } from "../../../testing/cloud.ts";
import { ownCall } from "../../../testing/own-call.ts";
import { allowing, makeUser } from "../../../testing/principals.ts";
import { putPolicy, TRACING_POLICY } from "../config/testing/rules.ts";
import {
  executionRole,
  makeFunction,
  nodeFunction,
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
