import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { test } from "node:test";
import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateFunctionCommand,
  UpdateFunctionConfigurationCommand,
  type LoggingConfig,
} from "@aws-sdk/client-lambda";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing } from "../../../../testing/principals.ts";
import {
  call,
  executionRole,
  makeFunction,
  nodeFunction,
  packageOf,
} from "../testing/functions.ts";

const CHATTY = `
  export const handler = async () => {
    console.debug("in detail");
    console.info("so far");
    console.error("gone wrong");
  };`;

/** The messages of a group; waits until one of them contains a text. */
async function messages(
  cloud: Cloud,
  logGroupName: string,
  awaited: string,
): Promise<readonly string[]> {
  for (let attempt = 0; attempt < 250; attempt++) {
    await cloud.settled();
    const { events = [] } = await cloud.logs
      .send(new FilterLogEventsCommand({ logGroupName }))
      .catch(() => ({ events: [] }));
    const all = events.map(({ message = "" }) => message);
    if (all.some((message) => message.includes(awaited))) return all;
    await setTimeout(20);
  }
  throw new Error(`Nothing in ${logGroupName} contains ${awaited}.`);
}

test("JSON logs hold the levels that the configuration asks for, in the group that it names", async () => {
  await using cloud = await startCloud();
  const LoggingConfig: LoggingConfig = {
    LogFormat: "JSON",
    ApplicationLogLevel: "ERROR",
    SystemLogLevel: "WARN",
    LogGroup: "/app/chatty",
  };
  await makeFunction(cloud, "chatty", CHATTY, { LoggingConfig });
  await call(cloud.lambda, "chatty");
  const [only, ...others] = await messages(cloud, "/app/chatty", "gone wrong");
  deepEqual(others, []);
  const event = JSON.parse(only ?? "") as { level: string; message: string };
  equal(event.level, "ERROR");
  equal(event.message, "gone wrong");

  await cloud.lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: "chatty",
      LoggingConfig: {
        ...LoggingConfig,
        ApplicationLogLevel: "DEBUG",
        SystemLogLevel: "INFO",
      },
    }),
  );
  await call(cloud.lambda, "chatty");
  const all = await messages(cloud, "/app/chatty", "platform.report");
  ok(all.some((message) => message.includes("in detail")));
});

test("levels are for JSON logs only", async () => {
  await using cloud = await startCloud();
  await rejects(
    makeFunction(cloud, "chatty", CHATTY, {
      LoggingConfig: { LogFormat: "Text", ApplicationLogLevel: "INFO" },
    }),
    {
      name: "InvalidParameterValueException",
      message: /set LogFormat to JSON/,
    },
  );
});

test("a role that may not make the log group writes once somebody has made it", async () => {
  await using cloud = await startCloud();
  const role = await executionRole(
    cloud,
    "quiet-role",
    allowing(["logs:CreateLogStream", "logs:PutLogEvents"]),
  );
  await cloud.lambda.send(
    new CreateFunctionCommand(nodeFunction("quiet", role, packageOf(CHATTY))),
  );
  await makeFunction(cloud, "chatty", CHATTY);
  await call(cloud.lambda, "quiet");
  await call(cloud.lambda, "chatty");
  await messages(cloud, "/aws/lambda/chatty", "gone wrong");
  const { logGroups } = await cloud.logs.send(new DescribeLogGroupsCommand({}));
  deepEqual(
    logGroups?.map(({ logGroupName }) => logGroupName),
    ["/aws/lambda/chatty"],
  );

  const logGroupName = "/aws/lambda/quiet";
  await cloud.logs.send(new CreateLogGroupCommand({ logGroupName }));
  await call(cloud.lambda, "quiet");
  await messages(cloud, logGroupName, "gone wrong");
});
