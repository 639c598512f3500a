import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetHooksCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
} from "@aws-sdk/client-cloudformation";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../testing/cloud.ts";
import { makeUser } from "../../../testing/principals.ts";
import { activated, hookRole, stored } from "./testing/hooks.ts";
import { settledStack } from "./testing/stacks.ts";

const topic = (properties: object = {}) => ({
  Type: "AWS::SNS::Topic",
  Properties: properties,
});

async function changeSet(
  { cloudformation }: Cloud,
  ChangeSetName: string,
  Resources: object,
  ChangeSetType: "CREATE" | "UPDATE" = "UPDATE",
) {
  const { Id } = await cloudformation.send(
    new CreateChangeSetCommand({
      StackName: "shop",
      ChangeSetName,
      ChangeSetType,
      TemplateBody: JSON.stringify({ Resources }),
    }),
  );
  return cloudformation.send(
    new DescribeChangeSetCommand({ ChangeSetName: Id }),
  );
}

test("a stack is made and changed by change sets, which tell what they will do", async () => {
  await using cloud = await startCloud();
  const { cloudformation } = cloud;
  const first = await changeSet(
    cloud,
    "first",
    { A: topic(), B: topic() },
    "CREATE",
  );
  equal(first.Status, "CREATE_COMPLETE");
  equal((await settledStack(cloud, "shop")).StackStatus, "REVIEW_IN_PROGRESS");
  const execute = async (ChangeSetName: string) => {
    await cloudformation.send(
      new ExecuteChangeSetCommand({ StackName: "shop", ChangeSetName }),
    );
    return settledStack(cloud, "shop");
  };
  equal((await execute("first")).StackStatus, "CREATE_COMPLETE");
  await rejects(execute("first"), { name: "InvalidChangeSetStatusException" });

  const second = await changeSet(cloud, "second", {
    A: topic({ DisplayName: "new" }),
    B: topic({ TopicName: "named" }),
    C: topic(),
  });
  deepEqual(
    second.Changes?.map(({ ResourceChange: change }) => [
      change?.Action,
      change?.LogicalResourceId,
      change?.Replacement,
    ]),
    [
      ["Modify", "A", "False"],
      ["Modify", "B", "True"],
      ["Add", "C", undefined],
    ],
  );
  equal((await execute("second")).StackStatus, "UPDATE_COMPLETE");
  const third = await changeSet(cloud, "third", {
    A: topic({ DisplayName: "new" }),
  });
  deepEqual(
    third.Changes?.map(({ ResourceChange: change }) => change?.Action),
    ["Remove", "Remove"],
  );
});

test("a change set without changes fails, and one that is deleted is gone", async () => {
  await using cloud = await startCloud();
  const { cloudformation } = cloud;
  await changeSet(cloud, "first", { A: topic() }, "CREATE");
  await cloudformation.send(
    new ExecuteChangeSetCommand({ StackName: "shop", ChangeSetName: "first" }),
  );
  await settledStack(cloud, "shop");
  const empty = await changeSet(cloud, "empty", { A: topic() });
  equal(empty.Status, "FAILED");
  match(empty.StatusReason ?? "", /didn't contain changes/);
  await cloudformation.send(
    new DeleteChangeSetCommand({ StackName: "shop", ChangeSetName: "empty" }),
  );
  const { Summaries = [] } = await cloudformation.send(
    new ListChangeSetsCommand({ StackName: "shop" }),
  );
  deepEqual(
    Summaries.map(({ ChangeSetName }) => ChangeSetName),
    ["first"],
  );
  await rejects(
    cloudformation.send(
      new DescribeChangeSetCommand({
        StackName: "shop",
        ChangeSetName: "empty",
      }),
    ),
    { name: "ChangeSetNotFoundException" },
  );
});

test("a change set tells which hooks will be asked about what it changes", async () => {
  await using cloud = await startCloud();
  await activated(
    cloud,
    "GuardHook",
    await hookRole(cloud, ["s3:GetObject"]),
    {
      ruleLocation: await stored(
        cloud,
        "any.guard",
        "rule any { this exists }",
      ),
    },
    {
      TargetFilters: {
        TargetNames: ["AWS::SNS::*"],
        Actions: ["CREATE"],
        InvocationPoints: ["PRE_PROVISION"],
      },
    },
  );
  await changeSet(
    cloud,
    "first",
    { A: topic(), B: { Type: "AWS::SQS::Queue" } },
    "CREATE",
  );
  const asked = async (by: Clients) =>
    by.cloudformation.send(
      new DescribeChangeSetHooksCommand({
        StackName: "shop",
        ChangeSetName: "first",
      }),
    );
  const { Hooks = [], Status } = await asked(cloud);
  equal(Status, "PLANNED");
  deepEqual(
    Hooks.map((hook) => [
      hook.TypeName,
      hook.FailureMode,
      hook.TargetDetails?.ResourceTargetDetails,
    ]),
    [
      [
        "Private::Test::Hook",
        "FAIL",
        {
          LogicalResourceId: "A",
          ResourceType: "AWS::SNS::Topic",
          ResourceAction: "Add",
        },
      ],
    ],
  );
  await rejects(asked(await makeUser(cloud, "stranger")), {
    name: "AccessDenied",
  });
});
