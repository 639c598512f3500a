import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceCommand,
  GetResourceRequestStatusCommand,
  UpdateResourceCommand,
  type ProgressEvent,
} from "@aws-sdk/client-cloudcontrol";
import {
  GetHookResultCommand,
  ListHookResultsCommand,
  SetTypeConfigurationCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import {
  activated,
  configuration,
  hookPackage,
  hookRole,
  registered,
  stored,
} from "../cloudformation/testing/hooks.ts";
import { makeStack } from "../cloudformation/testing/stacks.ts";

const TypeName = "AWS::Logs::LogGroup";

const RULES = `
rule kept_for_a_while when HookContext.InvocationPoint != "DELETE_PRE_PROVISION" {
  Resources.*.Properties.RetentionInDays exists <<Say how long.>>
}
rule audit_stays when HookContext.InvocationPoint == "DELETE_PRE_PROVISION" {
  Resources.*.Properties.LogGroupName != "audit"
}`;

let cloud: Cloud;
let ruleLocation: string;
let arn: string;

before(async () => {
  cloud = await startCloud();
  ruleLocation = await stored(cloud, "logs.guard", RULES);
  arn = await activated(
    cloud,
    "GuardHook",
    await hookRole(cloud, ["s3:GetObject"]),
    { ruleLocation },
    { TargetOperations: ["CLOUD_CONTROL"] },
  );
});

after(() => cloud[Symbol.asyncDispose]());

const configure = (use: object) =>
  cloud.cloudformation.send(
    new SetTypeConfigurationCommand({
      TypeArn: arn,
      Configuration: configuration(
        { ruleLocation },
        { TargetOperations: ["CLOUD_CONTROL"], ...use },
      ),
    }),
  );

/** How a request ended, and what it tells of hooks. */
async function ended(begun: { ProgressEvent?: ProgressEvent | undefined }) {
  const RequestToken = begun.ProgressEvent?.RequestToken;
  await cloud.settled();
  const { ProgressEvent = {}, HooksProgressEvent = [] } =
    await cloud.cloudcontrol.send(
      new GetResourceRequestStatusCommand({ RequestToken }),
    );
  return { ...ProgressEvent, hooks: HooksProgressEvent };
}

const create = async (properties: object) =>
  ended(
    await cloud.cloudcontrol.send(
      new CreateResourceCommand({
        TypeName,
        DesiredState: JSON.stringify(properties),
      }),
    ),
  );

const patch = async (Identifier: string, ...steps: object[]) =>
  ended(
    await cloud.cloudcontrol.send(
      new UpdateResourceCommand({
        TypeName,
        Identifier,
        PatchDocument: JSON.stringify(steps),
      }),
    ),
  );

const remove = async (Identifier: string) =>
  ended(
    await cloud.cloudcontrol.send(
      new DeleteResourceCommand({ TypeName, Identifier }),
    ),
  );

const read = (Identifier: string) =>
  cloud.cloudcontrol.send(new GetResourceCommand({ TypeName, Identifier }));

test("what a hook is against is never made, and the request says which hook and why", async () => {
  const refused = await create({ LogGroupName: "short" });
  equal(refused.OperationStatus, "FAILED");
  equal(refused.ErrorCode, "GeneralServiceException");
  equal(
    refused.StatusMessage,
    "The following hook(s) failed: [Private::Test::Hook]",
  );
  const { HookEventTime, ...hook } = refused.hooks[0]!;
  ok(HookEventTime instanceof Date);
  deepEqual(hook, {
    HookTypeName: "Private::Test::Hook",
    HookTypeVersionId: "00000001",
    HookTypeArn: arn,
    InvocationPoint: "PRE_PROVISION",
    HookStatus: "HOOK_COMPLETE_FAILED",
    HookStatusMessage:
      "Hook failed with message: Template failed validation, the following rule(s) failed: kept_for_a_while.",
    FailureMode: "FAIL",
  });
  await rejects(read("short"), { name: "ResourceNotFoundException" });
  const { logGroups } = await cloud.logs.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: "short" }),
  );
  deepEqual(logGroups, []);

  const { HookResults = [] } = await cloud.cloudformation.send(
    new ListHookResultsCommand({
      TargetType: "CLOUD_CONTROL",
      TargetId: refused.HooksRequestToken,
    }),
  );
  equal(HookResults.length, 1);
  const { Target, Annotations = [] } = await cloud.cloudformation.send(
    new GetHookResultCommand({ HookResultId: HookResults[0]?.HookResultId }),
  );
  equal(Target?.TargetTypeName, TypeName);
  equal(Annotations[0]?.RemediationMessage, "Say how long.");

  const made = await create({ LogGroupName: "kept", RetentionInDays: 7 });
  equal(made.OperationStatus, "SUCCESS");
  equal(made.hooks[0]?.HookStatus, "HOOK_COMPLETE_SUCCEEDED");
  await read("kept");
});

test("changes are judged as they would be, deletions as things are", async () => {
  await create({ LogGroupName: "audit", RetentionInDays: 7 });
  const refused = await patch("audit", {
    op: "remove",
    path: "/RetentionInDays",
  });
  equal(refused.OperationStatus, "FAILED");
  const { ResourceDescription } = await read("audit");
  match(ResourceDescription?.Properties ?? "", /"RetentionInDays":7/);
  const longer = { op: "replace", path: "/RetentionInDays", value: 14 };
  equal((await patch("audit", longer)).OperationStatus, "SUCCESS");

  equal((await remove("audit")).OperationStatus, "FAILED");
  await read("audit");
  await create({ LogGroupName: "other", RetentionInDays: 7 });
  equal((await remove("other")).OperationStatus, "SUCCESS");
  await rejects(read("other"), { name: "ResourceNotFoundException" });
});

test("a hook that may only warn is told of, and stops nothing", async () => {
  await configure({ FailureMode: "WARN" });
  const made = await create({ LogGroupName: "warned" });
  equal(made.OperationStatus, "SUCCESS");
  equal(made.hooks[0]?.HookStatus, "HOOK_COMPLETE_FAILED");
  equal(made.hooks[0]?.FailureMode, "WARN");
  await configure({});
});

test("a hook is asked about the operations that it targets, and the types that it names", async () => {
  const template = { Resources: { Short: { Type: TypeName } } };
  const stack = await makeStack(cloud, "stack", template);
  equal(stack.StackStatus, "CREATE_COMPLETE");

  await configure({ TargetOperations: ["RESOURCE", "STACK"] });
  const made = await create({ LogGroupName: "elsewhere" });
  equal(made.OperationStatus, "SUCCESS");
  deepEqual(made.hooks, []);
  await configure({ TargetFilters: { TargetNames: ["AWS::S3::*"] } });
  equal((await create({ LogGroupName: "b" })).OperationStatus, "SUCCESS");
  await configure({ TargetFilters: { TargetNames: ["AWS::Logs::*"] } });
  equal((await create({ LogGroupName: "c" })).OperationStatus, "FAILED");
  await configure({ HookInvocationStatus: "DISABLED" });
});

test("a custom hook is told the resource as it is asked for; one that crashes lets nothing pass", async () => {
  const Custom = "MyCompany::Testing::LogHook";
  const handler = { targetNames: [TypeName], permissions: [] };
  const done = await registered(
    cloud,
    Custom,
    hookPackage(
      Custom,
      {
        "dist/handlers.js": `exports.entrypoint = async ({ requestData }) => {
          if (requestData.targetModel.resourceProperties.LogGroupName === "crash") throw new Error("boom");
          return { hookStatus: "SUCCESS", message: JSON.stringify([requestData.targetName, requestData.targetType, requestData.targetModel]) };
        };`,
      },
      {
        runtime: "nodejs22.x",
        entrypoint: "dist/handlers.entrypoint",
        handlers: { preCreate: handler },
      },
    ),
  );
  equal(done.ProgressStatus, "COMPLETE");
  await cloud.cloudformation.send(
    new SetTypeConfigurationCommand({
      TypeName: Custom,
      Type: "HOOK",
      Configuration: configuration({}, { TargetOperations: ["CLOUD_CONTROL"] }),
    }),
  );
  const made = await create({ LogGroupName: "fine" });
  equal(made.OperationStatus, "SUCCESS");
  equal(
    made.hooks[0]?.HookStatusMessage,
    'Hook succeeded with message: ["AWS::Logs::LogGroup","CLOUD_CONTROL",{"resourceProperties":{"LogGroupName":"fine"}}]',
  );
  const crashed = await create({ LogGroupName: "crash" });
  equal(crashed.OperationStatus, "FAILED");
  equal(crashed.hooks[0]?.HookStatus, "HOOK_FAILED");
  match(crashed.hooks[0]?.HookStatusMessage ?? "", /Error: boom/);
  await rejects(read("crash"), { name: "ResourceNotFoundException" });
});
