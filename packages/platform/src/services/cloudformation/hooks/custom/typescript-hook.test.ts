import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  SetTypeConfigurationCommand,
  SetTypeDefaultVersionCommand,
} from "@aws-sdk/client-cloudformation";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { startCloud, type Cloud } from "../../../../../testing/cloud.ts";
import {
  configuration,
  hookEvents,
  hookRole,
  registered,
} from "../../testing/hooks.ts";
import { makeStack } from "../../testing/stacks.ts";
import { pluginPackage } from "./testing/typescript-plugin.ts";

const TypeName = "MyCompany::Testing::TypeScriptHook";
const LogGroupName = "mycompany-testing-typescripthook-logs";

/** A hook as tsc compiles it. The library has a class for resources alone, so that the entry point is the hook's own. */
const HOOK = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.testEntrypoint = exports.entrypoint = void 0;
const { ProgressEvent, SessionProxy, exceptions } = require("@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib");
const { HookModel } = require("./models");

async function preCreate(session, name, model, { callbackContext }) {
  console.log("asked about %s by %s", name, session.configuration.credentials.accessKeyId.slice(0, 4));
  if (name === "later") return callbackContext ? ProgressEvent.success(null, callbackContext) : ProgressEvent.progress(null, { asked: 1 });
  if (name === "forbidden") throw new exceptions.AccessDenied("not for you");
  if (name === "crash") throw new TypeError("boom");
  return name === model.Limit ? ProgressEvent.failed("NonCompliant", "Not " + name) : ProgressEvent.success();
}

const entrypoint = async (event) => {
  const { actionInvocationPoint, clientRequestToken, hookModel, requestContext, requestData } = event;
  const session = SessionProxy.getSession(JSON.parse(requestData.callerCredentials), process.env.AWS_REGION);
  const name = requestData.targetModel.resourceProperties.DisplayName;
  const model = Object.assign(new HookModel(), hookModel);
  let progress;
  try {
    if (actionInvocationPoint !== "CREATE_PRE_PROVISION") throw new Error("Not asked about " + actionInvocationPoint);
    progress = await preCreate(session, name, model, requestContext);
  } catch (error) {
    if (!(error instanceof exceptions.BaseHandlerException)) throw error;
    progress = error.toProgressEvent();
  }
  const { status: hookStatus, ...rest } = progress.serialize();
  return { hookStatus, ...rest, clientRequestToken };
};
exports.entrypoint = entrypoint;
exports.testEntrypoint = entrypoint;
`;

/** What the plugin itself writes into a hook's project: the handlers of a resource. */
const SCAFFOLD = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const { BaseResource } = require("@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib");
const { HookModel } = require("./models");
class Resource extends BaseResource {}
const resource = new Resource("${TypeName}", HookModel);
exports.entrypoint = resource.entrypoint;
exports.testEntrypoint = resource.testEntrypoint;
`;

let cloud: Cloud;
let role: string;

before(async () => {
  cloud = await startCloud();
  role = await hookRole(cloud, ["logs:*"]);
  await inForce(pluginPackage(TypeName, HOOK), {
    ExecutionRoleArn: role,
    LoggingConfig: { LogRoleArn: role, LogGroupName },
  });
  await cloud.cloudformation.send(
    new SetTypeConfigurationCommand({
      TypeName,
      Type: "HOOK",
      Configuration: configuration({ Limit: "bad" }),
    }),
  );
});

after(() => cloud[Symbol.asyncDispose]());

test("a hook packed as the TypeScript plugin packs lets a resource pass or stops it, and its log is kept", async () => {
  deepEqual(await outcome("good"), [
    "CREATE_COMPLETE",
    "HOOK_COMPLETE_SUCCEEDED",
    "Hook succeeded with message: ",
  ]);
  deepEqual(await outcome("bad"), [
    "ROLLBACK_COMPLETE",
    "HOOK_COMPLETE_FAILED",
    "Hook failed with message: Not bad",
  ]);
  equal(await logged(/asked about (good|bad) by ASIA/), 2);
});

test("one that is still at work is asked again, with what it said", async () => {
  deepEqual((await outcome("later")).slice(0, 2), [
    "CREATE_COMPLETE",
    "HOOK_COMPLETE_SUCCEEDED",
  ]);
  equal(await logged(/asked about later/), 2);
});

test("what its handler fails with is told, whether the library made an answer of it or not", async () => {
  deepEqual(await outcome("forbidden"), [
    "ROLLBACK_COMPLETE",
    "HOOK_FAILED",
    "Hook failed with message: Error: not for you",
  ]);
  deepEqual(await outcome("crash"), [
    "ROLLBACK_COMPLETE",
    "HOOK_FAILED",
    "Hook failed with message: The hook failed: TypeError: boom",
  ]);
  ok((await logged(/Invoke Error.*boom/)) > 0);
  deepEqual((await outcome("after")).slice(0, 2), [
    "CREATE_COMPLETE",
    "HOOK_COMPLETE_SUCCEEDED",
  ]);
});

test("the resource's handlers that the plugin writes into a hook's project judge nothing", async () => {
  await inForce(pluginPackage(TypeName, SCAFFOLD));
  deepEqual(await outcome("scaffold"), [
    "ROLLBACK_COMPLETE",
    "HOOK_FAILED",
    "Hook failed with message: Unknown action <null>",
  ]);
});

test("code that does not load is told", async () => {
  for (const [name, code, reason] of [
    ["missing", `require("left-out");`, /Cannot find module 'left-out'/],
    ["unwritten", `exports.other = 1;`, /entrypoint is undefined/],
    ["broken", `exports.entrypoint = (`, /SyntaxError/],
  ] as const) {
    await inForce(pluginPackage(TypeName, code));
    const [stack, hook, told] = await outcome(name);
    deepEqual([stack, hook], ["ROLLBACK_COMPLETE", "HOOK_FAILED"]);
    match(told ?? "", reason);
  }
});

/** Registers a package, whose version is asked from now on. */
async function inForce(
  packed: Uint8Array,
  more?: Parameters<typeof registered>[3],
): Promise<void> {
  const done = await registered(cloud, TypeName, packed, more);
  equal(done.ProgressStatus, "COMPLETE", done.Description ?? "");
  await cloud.cloudformation.send(
    new SetTypeDefaultVersionCommand({ Arn: done.TypeVersionArn }),
  );
}

async function outcome(DisplayName: string) {
  const stack = await makeStack(cloud, DisplayName, {
    Resources: {
      Topic: { Type: "AWS::SNS::Topic", Properties: { DisplayName } },
    },
  });
  const event = (await hookEvents(cloud, DisplayName)).at(-1);
  return [stack.StackStatus, event?.HookStatus, event?.HookStatusReason];
}

/** How many lines of the hook's log are like this. */
async function logged(line: RegExp): Promise<number> {
  await cloud.settled();
  const { events = [] } = await cloud.logs.send(
    new FilterLogEventsCommand({ logGroupName: LogGroupName }),
  );
  return events.filter(({ message = "" }) => line.test(message)).length;
}
