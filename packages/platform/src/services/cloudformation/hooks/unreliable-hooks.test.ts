import { deepEqual, equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  GetHookResultCommand,
  SetTypeConfigurationCommand,
} from "@aws-sdk/client-cloudformation";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import {
  configuration,
  hookEvents,
  hookPackage,
  outlasted,
  registered,
} from "../testing/hooks.ts";
import { makeStack } from "../testing/stacks.ts";

const TypeName = "MyCompany::Testing::UnreliableHook";

/** Does what the topic's display name says. */
const HANDLER = `
const DOES = {
  hang: () => new Promise((resolve) => setTimeout(resolve, 3_600_000)),
  exit: () => process.exit(3),
  other: () => ({ hookStatus: "SUCCESS", clientRequestToken: "another" }),
  status: () => ({ hookStatus: "success" }),
  list: () => [{ hookStatus: "SUCCESS" }],
  text: () => JSON.stringify({ hookStatus: "SUCCESS" }),
  nested: () => ({ body: { hookStatus: "SUCCESS" } }),
  huge: () => ({ hookStatus: "SUCCESS", message: "x".repeat(10_000_000) }),
  slow: ({ requestContext: { invocation, callbackContext } }) => invocation === 1
    ? { hookStatus: "IN_PROGRESS", callbackDelaySeconds: 1, callbackContext: { at: Date.now() } }
    : { hookStatus: "SUCCESS", message: JSON.stringify({ invocation, waited: Date.now() - callbackContext.at >= 990 }) },
  never: () => ({ hookStatus: "IN_PROGRESS" }),
  long: () => ({ hookStatus: "FAILED", errorCode: "NonCompliant", message: "x".repeat(5000) }),
  noted: () => ({ hookStatus: "SUCCESS", message: "", annotations: [
    { annotationName: "one", status: "PASSED", statusMessage: "Fine." }, { annotationName: "two", status: "NONE" }, 3 ] }),
};
exports.entrypoint = async (event) => DOES[event.requestData.targetModel.resourceProperties.DisplayName](event);`;

const template = (DisplayName: string) =>
  JSON.stringify({
    Resources: {
      Topic: { Type: "AWS::SNS::Topic", Properties: { DisplayName } },
    },
  });

let cloud: Cloud;

before(async () => {
  cloud = await startCloud();
  const handler = { targetNames: ["AWS::SNS::*"], permissions: [] };
  await registered(
    cloud,
    TypeName,
    hookPackage(
      TypeName,
      { "dist/handlers.js": HANDLER },
      {
        runtime: "nodejs22.x",
        entrypoint: "dist/handlers.entrypoint",
        handlers: { preCreate: handler },
      },
    ),
  );
  await cloud.cloudformation.send(
    new SetTypeConfigurationCommand({
      TypeName,
      Type: "HOOK",
      Configuration: configuration({}),
    }),
  );
});

after(() => cloud[Symbol.asyncDispose]());

async function lastWord(name: string) {
  const event = (await hookEvents(cloud, name)).at(-1);
  return [event?.HookStatus, event?.HookStatusReason ?? ""] as const;
}

const topics = async () =>
  (await cloud.sns.send(new ListTopicsCommand({}))).Topics ?? [];

test("a hook that lies or crashes has given no verdict: nothing is made", async () => {
  for (const [name, reason] of [
    ["exit", /The hook failed: .*exit/i],
    ["other", /another clientRequestToken/],
    ["status", /no valid hookStatus: "success"/],
    ["list", /not valid JSON|no valid hookStatus/],
    ["text", /not valid JSON|no valid hookStatus/],
    ["nested", /no valid hookStatus: undefined/],
    ["huge", /The hook failed: .*(size|large)/i],
  ] as const) {
    const stack = await makeStack(cloud, name, template(name));
    equal(stack.StackStatus, "ROLLBACK_COMPLETE", name);
    const [status, said] = await lastWord(name);
    equal(status, "HOOK_FAILED");
    match(said, reason);
  }
  deepEqual(await topics(), []);
});

test("a handler that never answers is given up after half a minute", async () => {
  equal(await outlasted(cloud, "hang", template("hang")), "ROLLBACK_COMPLETE");
  deepEqual(await lastWord("hang"), [
    "HOOK_FAILED",
    "Hook failed with message: The hook did not answer within 30 seconds",
  ]);
  deepEqual(await topics(), []);
});

test("a handler is asked again after its delay, with its context, and not for ever", async () => {
  const slow = await makeStack(cloud, "slow", template("slow"));
  equal(slow.StackStatus, "CREATE_COMPLETE");
  deepEqual(await lastWord("slow"), [
    "HOOK_COMPLETE_SUCCEEDED",
    'Hook succeeded with message: {"invocation":2,"waited":true}',
  ]);
  const never = await makeStack(cloud, "never", template("never"));
  equal(never.StackStatus, "ROLLBACK_COMPLETE");
  deepEqual(await lastWord("never"), [
    "HOOK_FAILED",
    "Hook failed with message: The hook was still in progress after 3 invocations",
  ]);
});

test("long messages are shortened, and annotations that are none passed over", async () => {
  await makeStack(cloud, "long", template("long"));
  const [status, said] = await lastWord("long");
  equal(status, "HOOK_COMPLETE_FAILED");
  equal(said.length, 1024);
  const stack = await makeStack(cloud, "noted", template("noted"));
  equal(stack.StackStatus, "CREATE_COMPLETE");
  const event = (await hookEvents(cloud, "noted")).at(-1);
  const { Annotations } = await cloud.cloudformation.send(
    new GetHookResultCommand({ HookResultId: event?.HookInvocationId }),
  );
  deepEqual(Annotations, [
    {
      AnnotationName: "one",
      Status: "PASSED",
      StatusMessage: "Fine.",
    },
  ]);
});
