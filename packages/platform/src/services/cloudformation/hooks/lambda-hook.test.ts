import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateFunctionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  DeleteStackCommand,
  GetHookResultCommand,
  ListHookResultsCommand,
  SetTypeConfigurationCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { writeZip } from "@gatehouse/signing";
import { REGION, startCloud, type Cloud } from "../../../../testing/cloud.ts";
import {
  activated,
  configuration,
  hookEvents,
  hookRole,
  outlasted,
} from "../testing/hooks.ts";
import { makeStack, settledStack } from "../testing/stacks.ts";
import { hookResults } from "./tables.ts";

const DAY = 86_400;
const FINE = "Hook succeeded with message: Fine.";

const template = (DisplayName: string) => ({
  Resources: {
    Topic: { Type: "AWS::SNS::Topic", Properties: { DisplayName } },
  },
});

let cloud: Cloud;
let arn: string;

before(async () => {
  cloud = await startCloud();
  const { Role } = await cloud.iam.send(
    new CreateRoleCommand({
      RoleName: "function",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      }),
    }),
  );
  await cloud.lambda.send(
    new CreateFunctionCommand({
      FunctionName: "judge",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: Role?.Arn,
      Timeout: 30,
      Code: { ZipFile: code("return {}") },
    }),
  );
  arn = await activated(
    cloud,
    "LambdaHook",
    await hookRole(cloud, ["lambda:InvokeFunction"]),
    { LambdaFunction: "judge" },
  );
});

after(() => cloud[Symbol.asyncDispose]());

const code = (body: string) =>
  writeZip([
    {
      name: "index.mjs",
      body: `export const handler = async (event) => { ${body} };`,
    },
  ]);

const judgeBy = (body: string) =>
  cloud.lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName: "judge",
      ZipFile: code(body),
    }),
  );

const configure = (use: object) =>
  cloud.cloudformation.send(
    new SetTypeConfigurationCommand({
      TypeArn: arn,
      Configuration: configuration({ LambdaFunction: "judge" }, use),
    }),
  );

/** What became of a stack, and what its last event about the hook says. */
async function outcome(name: string, use: object = {}) {
  await configure(use);
  const stack = await makeStack(cloud, name, template("News"));
  const event = (await hookEvents(cloud, name)).at(-1);
  return {
    status: stack.StackStatus,
    hook: event?.HookStatus,
    reason: event?.HookStatusReason ?? "",
  };
}

test("a function is asked with what is about to be made, and its answer is kept to", async () => {
  await judgeBy(`
    const { requestData, clientRequestToken } = event;
    const { resourceProperties } = requestData.targetModel;
    return resourceProperties.DisplayName === "News"
      ? { hookStatus: "SUCCESS", message: JSON.stringify(event), clientRequestToken }
      : { hookStatus: "FAILED", errorCode: "NonCompliant", message: "No news.", clientRequestToken };`);
  const good = await outcome("good");
  equal(good.status, "CREATE_COMPLETE");
  const sent = good.reason.replace("Hook succeeded with message: ", "");
  ok(sent.includes('"actionInvocationPoint":"CREATE_PRE_PROVISION"'));
  ok(sent.includes('"targetName":"AWS::SNS::Topic","targetType":"RESOURCE"'));
  ok(sent.includes('"hookModel":{"LambdaFunction":"judge"}'));

  await cloud.cloudformation.send(
    new UpdateStackCommand({
      StackName: "good",
      TemplateBody: JSON.stringify(template("Olds")),
    }),
  );
  const updated = await settledStack(cloud, "good");
  equal(updated.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
  const event = (await hookEvents(cloud, "good")).at(-1);
  equal(event?.HookStatus, "HOOK_COMPLETE_FAILED");
  equal(event?.HookStatusReason, "Hook failed with message: No news.");
});

test("what a hook said is told of for ninety days, and no longer", async () => {
  await judgeBy(`return { hookStatus: "SUCCESS", message: "Fine." };`);
  await outcome("early");
  cloud.advance(45 * DAY);
  await outcome("late");
  const target = { TargetType: "RESOURCE", TargetId: "Topic" } as const;
  const results = async () => {
    await cloud.settled();
    const page = await cloud.cloudformation.send(
      new ListHookResultsCommand(target),
    );
    return (page.HookResults ?? []).map(({ HookResultId }) => HookResultId);
  };
  const get = (HookResultId: string | undefined) =>
    cloud.cloudformation.send(new GetHookResultCommand({ HookResultId }));
  const [late, early] = await results();
  cloud.advance(45 * DAY - 600);
  deepEqual((await results()).slice(0, 2), [late, early]);
  equal((await get(early)).HookStatusReason, FINE);
  cloud.advance(1200);
  deepEqual(await results(), [late]);
  await rejects(get(early), { name: "HookResultNotFoundException" });
  equal((await get(late)).HookStatusReason, FINE);
  cloud.advance(45 * DAY);
  await rejects(results(), { name: "HookResultNotFoundException" });
});

test("results past their ninety days are deleted, those of later not before their own", async () => {
  await judgeBy(`return { hookStatus: "SUCCESS", message: "Fine." };`);
  await outcome("first");
  cloud.advance(45 * DAY);
  await outcome("second");
  cloud.advance(45 * DAY + 600);
  await cloud.settled();
  equal((await stored()).length, 1);
  cloud.advance(45 * DAY);
  await cloud.settled();
  deepEqual(await stored(), []);
});

/** The results that there are rows of. */
async function stored(): Promise<string[]> {
  const { facts } = cloud.running.platform;
  const place = { accountId: cloud.accountId, region: REGION };
  const ctx = facts.workplace("cloudformation").context(place);
  return (await ctx.table(hookResults).list()).rows.map(({ id }) => id);
}

test("what may only warn is told, and lets everything pass", async () => {
  await judgeBy(
    `return { hookStatus: "FAILED", errorCode: "NonCompliant", message: "Never." };`,
  );
  deepEqual(await outcome("warned", { FailureMode: "WARN" }), {
    status: "CREATE_COMPLETE",
    hook: "HOOK_COMPLETE_FAILED",
    reason: "Hook failed with message: Never.",
  });
  equal((await outcome("stopped")).status, "ROLLBACK_COMPLETE");
});

test("a function that crashes, lies or says nothing of use stops what it was to judge", async () => {
  for (const [name, body, reason] of [
    ["crash", "throw new Error('boom')", /The Lambda function failed: .*boom/],
    ["exit", "process.exit(3)", /The Lambda function failed: .*Exit/],
    ["nothing", "return undefined", /response is not valid JSON/],
    ["text", "return 'fine'", /response is not valid JSON/],
    ["status", "return { hookStatus: 'YES' }", /no valid hookStatus: "YES"/],
    [
      "token",
      "return { hookStatus: 'SUCCESS', clientRequestToken: 'x' }",
      /another clientRequestToken/,
    ],
    [
      "forever",
      "return { hookStatus: 'IN_PROGRESS' }",
      /still in progress after 3 invocations/,
    ],
  ] as const) {
    await judgeBy(body);
    const { status, hook, reason: told } = await outcome(name);
    equal(status, "ROLLBACK_COMPLETE");
    equal(hook, "HOOK_FAILED");
    match(told, reason);
  }
});

test("a hook that takes its time is asked again with its context", async () => {
  await judgeBy(`
    const { invocation, callbackContext } = event.requestContext;
    return invocation < 3
      ? { hookStatus: "IN_PROGRESS", callbackContext: { seen: [...(callbackContext?.seen ?? []), invocation] } }
      : { hookStatus: "SUCCESS", message: JSON.stringify(callbackContext) };`);
  deepEqual(await outcome("patient"), {
    status: "CREATE_COMPLETE",
    hook: "HOOK_COMPLETE_SUCCEEDED",
    reason: 'Hook succeeded with message: {"seen":[1,2]}',
  });
});

test("a function that never answers is given up after thirty seconds", async () => {
  await judgeBy("return new Promise((resolve) => setTimeout(resolve, 25_000))");
  await configure({});
  const status = await outlasted(
    cloud,
    "hanging",
    JSON.stringify(template("News")),
  );
  equal(status, "ROLLBACK_COMPLETE");
  const event = (await hookEvents(cloud, "hanging")).at(-1);
  equal(event?.HookStatus, "HOOK_FAILED");
  equal(
    event?.HookStatusReason,
    "Hook failed with message: The Lambda function did not answer within 30 seconds",
  );
});

test("deletions are judged when a stack is deleted, not when its making is taken back", async () => {
  await judgeBy(`
    return event.actionInvocationPoint === "DELETE_PRE_PROVISION"
      ? { hookStatus: "FAILED", errorCode: "NonCompliant", message: "Stay." }
      : { hookStatus: "SUCCESS", message: "" };`);
  equal((await outcome("kept")).status, "CREATE_COMPLETE");
  await cloud.cloudformation.send(
    new DeleteStackCommand({ StackName: "kept" }),
  );
  equal((await settledStack(cloud, "kept")).StackStatus, "DELETE_FAILED");
  await configure({ TargetFilters: { Actions: ["CREATE", "UPDATE"] } });
  const { StackId = "" } = await settledStack(cloud, "kept");
  await cloud.cloudformation.send(
    new DeleteStackCommand({ StackName: "kept" }),
  );
  equal((await settledStack(cloud, StackId)).StackStatus, "DELETE_COMPLETE");

  await configure({});
  const failing = {
    Resources: {
      ...template("News").Resources,
      Bad: {
        Type: "AWS::SNS::Subscription",
        DependsOn: "Topic",
        Properties: {
          TopicArn: { Ref: "Topic" },
          Protocol: "lambda",
          Endpoint: "nonsense",
        },
      },
    },
  };
  const stack = await makeStack(cloud, "taken-back", failing);
  equal(stack.StackStatus, "ROLLBACK_COMPLETE");
});

test("a role that may not invoke the function makes a hook that fails", async () => {
  const weak = await hookRole(cloud, ["s3:GetObject"], "weak");
  await activated(
    cloud,
    "LambdaHook",
    weak,
    { LambdaFunction: "judge" },
    { alias: "Private::Weak::Hook" },
  );
  await configure({ HookInvocationStatus: "DISABLED" });
  const stack = await makeStack(cloud, "weak", template("News"));
  equal(stack.StackStatus, "ROLLBACK_COMPLETE");
  const event = (await hookEvents(cloud, "weak")).at(-1);
  equal(event?.HookType, "Private::Weak::Hook");
  match(
    event?.HookStatusReason ?? "",
    /not authorized to perform: lambda:InvokeFunction/,
  );
});
