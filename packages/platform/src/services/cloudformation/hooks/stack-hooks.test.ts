import { deepEqual, equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  ListHookResultsCommand,
  SetTypeConfigurationCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import {
  activated,
  configuration,
  hookEvents,
  hookRole,
  stored,
} from "../testing/hooks.ts";
import { makeStack, settledStack } from "../testing/stacks.ts";

const RULES = `
rule described { Description exists <<Describe your stacks.>> }
rule stays when HookContext.InvocationPoint == "DELETE_PRE_PROVISION" { Description != "Stays" }`;

const template = (Description?: string) => ({
  ...(Description && { Description }),
  Resources: { Topic: { Type: "AWS::SNS::Topic" } },
});

const TargetOperations = ["STACK", "CHANGE_SET"];

let cloud: Cloud;
let TypeArn: string;
let ruleLocation: string;

before(async () => {
  cloud = await startCloud();
  ruleLocation = await stored(cloud, "stacks.guard", RULES);
  TypeArn = await activated(
    cloud,
    "GuardHook",
    await hookRole(cloud, ["s3:GetObject"]),
    { ruleLocation },
    { TargetOperations },
  );
});

after(() => cloud[Symbol.asyncDispose]());

test("a stack whose template breaks a rule is turned back before its first resource", async () => {
  const stack = await makeStack(cloud, "plain", template());
  equal(stack.StackStatus, "ROLLBACK_COMPLETE");
  const events = await hookEvents(cloud, "plain");
  deepEqual(
    events.map((event) => [event.LogicalResourceId, event.HookStatus]),
    [
      ["plain", "HOOK_IN_PROGRESS"],
      ["plain", "HOOK_COMPLETE_FAILED"],
    ],
  );
  match(events[1]?.HookStatusReason ?? "", /rule\(s\) failed: described\.$/);
  const { Topics = [] } = await cloud.sns.send(new ListTopicsCommand({}));
  deepEqual(Topics, []);
});

test("updates and deletions of stacks are judged as well", async () => {
  const made = await makeStack(cloud, "told", template("Told"));
  equal(made.StackStatus, "CREATE_COMPLETE");
  const update = async (next: object) => {
    await cloud.cloudformation.send(
      new UpdateStackCommand({
        StackName: "told",
        TemplateBody: JSON.stringify(next),
      }),
    );
    return (await settledStack(cloud, "told")).StackStatus;
  };
  const second = { Other: { Type: "AWS::SNS::Topic" } };
  equal(await update({ Resources: second }), "UPDATE_ROLLBACK_COMPLETE");
  equal(
    await update({ Description: "Stays", Resources: second }),
    "UPDATE_COMPLETE",
  );
  await cloud.cloudformation.send(
    new DeleteStackCommand({ StackName: "told" }),
  );
  equal((await settledStack(cloud, "told")).StackStatus, "DELETE_FAILED");
});

test("a change set is ready only when no hook is against it", async () => {
  const create = async (ChangeSetName: string, next: object) => {
    await cloud.cloudformation.send(
      new CreateChangeSetCommand({
        StackName: ChangeSetName,
        ChangeSetName,
        ChangeSetType: "CREATE",
        TemplateBody: JSON.stringify(next),
      }),
    );
    await cloud.settled();
    return cloud.cloudformation.send(
      new DescribeChangeSetCommand({ StackName: ChangeSetName, ChangeSetName }),
    );
  };
  const bad = await create("bad", template());
  equal(bad.Status, "FAILED");
  equal(bad.ExecutionStatus, "UNAVAILABLE");
  equal(
    bad.StatusReason,
    "The following hook(s) failed: [Private::Test::Hook]",
  );
  const { HookResults = [] } = await cloud.cloudformation.send(
    new ListHookResultsCommand({
      TargetType: "CHANGE_SET",
      TargetId: bad.ChangeSetId,
    }),
  );
  equal(HookResults[0]?.Status, "HOOK_COMPLETE_FAILED");

  const good = await create("good", template("Good"));
  equal(good.Status, "CREATE_COMPLETE");
  await cloud.cloudformation.send(
    new ExecuteChangeSetCommand({ StackName: "good", ChangeSetName: "good" }),
  );
  equal((await settledStack(cloud, "good")).StackStatus, "CREATE_COMPLETE");
});

test("a hook that may only warn lets stacks and change sets pass, and is told of; filters name the stacks that it judges", async () => {
  const configure = (use: object) =>
    cloud.cloudformation.send(
      new SetTypeConfigurationCommand({
        TypeArn,
        Configuration: configuration(
          { ruleLocation },
          { TargetOperations, ...use },
        ),
      }),
    );
  await configure({ FailureMode: "WARN" });
  const stack = await makeStack(cloud, "warned", template());
  equal(stack.StackStatus, "CREATE_COMPLETE");
  const event = (await hookEvents(cloud, "warned")).at(-1);
  equal(event?.HookStatus, "HOOK_COMPLETE_FAILED");
  equal(event?.HookFailureMode, "WARN");
  const { Id } = await cloud.cloudformation.send(
    new CreateChangeSetCommand({
      StackName: "warned",
      ChangeSetName: "warned",
      TemplateBody: JSON.stringify({
        Resources: { Other: { Type: "AWS::SNS::Topic" } },
      }),
    }),
  );
  await cloud.settled();
  const changeSet = await cloud.cloudformation.send(
    new DescribeChangeSetCommand({ ChangeSetName: Id }),
  );
  equal(changeSet.ExecutionStatus, "AVAILABLE");
  const { HookResults = [] } = await cloud.cloudformation.send(
    new ListHookResultsCommand({ TargetType: "CHANGE_SET", TargetId: Id }),
  );
  equal(HookResults[0]?.Status, "HOOK_COMPLETE_FAILED");

  await configure({
    StackFilters: {
      FilteringCriteria: "ANY",
      StackNames: { Include: ["prod-*"], Exclude: ["prod-play"] },
      StackRoles: { Include: ["arn:aws:iam::000000000000:role/release"] },
    },
  });
  for (const [name, status] of [
    ["test-one", "CREATE_COMPLETE"],
    ["prod-one", "ROLLBACK_COMPLETE"],
    ["prod-play", "CREATE_COMPLETE"],
  ] as const)
    equal((await makeStack(cloud, name, template())).StackStatus, status);
});
