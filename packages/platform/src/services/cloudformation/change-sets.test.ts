import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
} from "@aws-sdk/client-cloudformation";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
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
