import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  DescribeTypeCommand,
  ListTypesCommand,
  SetTypeConfigurationCommand,
  SetTypeDefaultVersionCommand,
} from "@aws-sdk/client-cloudformation";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { startCloud, type Cloud } from "../../../../../testing/cloud.ts";
import {
  configuration,
  hookEvents,
  hookPackage,
  hookRole,
  registered,
} from "../../testing/hooks.ts";
import { makeStack, settledStack } from "../../testing/stacks.ts";

const TypeName = "MyCompany::Testing::TopicHook";

const PYTHON = `
import json

def hook(event, context):
    data = event["requestData"]
    credentials = json.loads(data["callerCredentials"])
    print("asked about", data["targetLogicalId"], sorted(credentials))
    name = data["targetModel"]["resourceProperties"].get("DisplayName", "")
    answer = {"clientRequestToken": event["clientRequestToken"], "callbackDelaySeconds": 0}
    if name == "hang":
        import time
        time.sleep(3600)
    if name == "crash":
        raise ValueError("boom")
    if name == event["hookModel"]["Limit"]:
        return {**answer, "hookStatus": "FAILED", "errorCode": "NonCompliant", "message": "Not " + name}
    return {**answer, "hookStatus": "SUCCESS", "message": event["actionInvocationPoint"]}
`;

const template = (DisplayName: string) => ({
  Resources: {
    Topic: { Type: "AWS::SNS::Topic", Properties: { DisplayName } },
  },
});

let cloud: Cloud;
let role: string;

before(async () => {
  cloud = await startCloud();
  role = await hookRole(cloud, ["logs:*", "sns:*"]);
});

after(() => cloud[Symbol.asyncDispose]());

const outcome = async (name: string, DisplayName: string) => {
  const stack = await makeStack(cloud, name, template(DisplayName));
  const event = (await hookEvents(cloud, name)).at(-1);
  return [stack.StackStatus, event?.HookStatus, event?.HookStatusReason];
};

test("a package of cfn submit is registered, asked once it is configured, and its log kept", async () => {
  const done = await registered(
    cloud,
    TypeName,
    hookPackage(TypeName, {
      "my_hook/__init__.py": "",
      "my_hook/handlers.py": PYTHON,
    }),
    {
      ExecutionRoleArn: role,
      LoggingConfig: {
        LogRoleArn: role,
        LogGroupName: "mycompany-testing-topichook-logs",
      },
    },
  );
  equal(done.ProgressStatus, "COMPLETE", done.Description ?? "");
  match(
    done.TypeVersionArn ?? "",
    /:type\/hook\/MyCompany-Testing-TopicHook\/00000001$/,
  );
  deepEqual(await outcome("unconfigured", "bad"), [
    "CREATE_COMPLETE",
    undefined,
    undefined,
  ]);

  await cloud.cloudformation.send(
    new SetTypeConfigurationCommand({
      TypeName,
      Type: "HOOK",
      Configuration: configuration({ Limit: "bad" }),
    }),
  );
  deepEqual(await outcome("good", "good"), [
    "CREATE_COMPLETE",
    "HOOK_COMPLETE_SUCCEEDED",
    "Hook succeeded with message: CREATE_PRE_PROVISION",
  ]);
  deepEqual(await outcome("bad", "bad"), [
    "ROLLBACK_COMPLETE",
    "HOOK_COMPLETE_FAILED",
    "Hook failed with message: Not bad",
  ]);
  await cloud.settled();
  const { events = [] } = await cloud.logs.send(
    new FilterLogEventsCommand({
      logGroupName: "mycompany-testing-topichook-logs",
    }),
  );
  ok(
    events.some(
      ({ message }) =>
        message?.trim() ===
        "asked about Topic ['accessKeyId', 'secretAccessKey', 'sessionToken']",
    ),
  );
});

test("a handler that crashes stops what it was to judge, and the next is asked all the same", async () => {
  const [status, hook, reason] = await outcome("crash", "crash");
  deepEqual([status, hook], ["ROLLBACK_COMPLETE", "HOOK_FAILED"]);
  match(reason ?? "", /The hook failed: ValueError: boom/);
  equal((await outcome("after", "good"))[0], "CREATE_COMPLETE");
});

test("a new version is asked once it is the default", async () => {
  const done = await registered(
    cloud,
    TypeName,
    hookPackage(
      TypeName,
      {
        "dist/handlers.js":
          "exports.entrypoint = async (event) => ({ hookStatus: 'FAILED', errorCode: 'NonCompliant', message: 'Second ' + event.hookTypeVersion });",
      },
      { runtime: "nodejs22.x", entrypoint: "dist/handlers.entrypoint" },
    ),
    { ExecutionRoleArn: role },
  );
  equal(done.ProgressStatus, "COMPLETE", done.Description ?? "");
  equal((await outcome("first", "good"))[0], "CREATE_COMPLETE");
  await cloud.cloudformation.send(
    new SetTypeDefaultVersionCommand({ Arn: done.TypeVersionArn }),
  );
  deepEqual(await outcome("second", "good"), [
    "ROLLBACK_COMPLETE",
    "HOOK_COMPLETE_FAILED",
    "Hook failed with message: Second 00000002",
  ]);
  const described = await cloud.cloudformation.send(
    new DescribeTypeCommand({ Type: "HOOK", TypeName }),
  );
  equal(described.DefaultVersionId, "00000002");
  const { TypeSummaries = [] } = await cloud.cloudformation.send(
    new ListTypesCommand({ Type: "HOOK" }),
  );
  deepEqual(
    TypeSummaries.map((each) => each.TypeName),
    [TypeName],
  );
  equal((await settledStack(cloud, "good")).StackStatus, "CREATE_COMPLETE");
});

test("packages that are none, or hold something else than they say, are not registered", async () => {
  const files = { "my_hook/handlers.py": PYTHON };
  for (const [packed, reason] of [
    [Buffer.from("no zip"), /not a usable zip archive/],
    [
      hookPackage("Other::Type::Name", files),
      /is not the one that is registered/,
    ],
    [hookPackage(TypeName, { "a.py": "" }), /no code for its entrypoint/],
    [hookPackage(TypeName, files, { handlers: {} }), /names no handlers/],
    [
      hookPackage(TypeName, files, { handlers: { onCreate: {} } }),
      /unknown handler: onCreate/,
    ],
  ] as const) {
    const done = await registered(cloud, TypeName, packed);
    equal(done.ProgressStatus, "FAILED");
    match(done.Description ?? "", reason);
  }
});
