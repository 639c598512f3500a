import { deepEqual, equal, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CancelUpdateStackCommand,
  CreateStackCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  RollbackStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import { allowing, makeUser, policyOf } from "../../../testing/principals.ts";
import { eventReasons, makeStack, settledStack } from "./testing/stacks.ts";

const good = (title = "good") => ({
  Type: "AWS::SNS::Topic",
  Properties: { DisplayName: title },
});
const bad = {
  Type: "AWS::SNS::Topic",
  DependsOn: "Good",
  Properties: { SignatureVersion: "9" },
};
const FAILS = { Resources: { Good: good(), Bad: bad, Worse: bad } };

let cloud: Cloud;
before(async () => {
  cloud = await startCloud();
});
after(() => cloud[Symbol.asyncDispose]());

const update = (StackName: string, Resources: object, more = {}) =>
  cloud.cloudformation.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({ Resources }),
      ...more,
    }),
  );

const rollback = async (StackName: string, more = {}) => {
  await cloud.cloudformation.send(
    new RollbackStackCommand({ StackName, ...more }),
  );
  return settledStack(cloud, StackName);
};

/** `logicalId status` of what a stack has. */
const resources = async (StackName: string) =>
  (
    await cloud.cloudformation.send(
      new DescribeStackResourcesCommand({ StackName }),
    )
  ).StackResources?.map(
    (one) => `${one.LogicalResourceId} ${one.ResourceStatus}`,
  );

test("each way back tells its cause in CloudFormation's words", async () => {
  await makeStack(cloud, "creates", FAILS);
  deepEqual(
    (await eventReasons(cloud, "creates", "ROLLBACK_IN_PROGRESS")).map((text) =>
      text.replace("Worse, Bad", "Bad, Worse"),
    ),
    [
      "The following resource(s) failed to create: [Bad, Worse]. Rollback requested by user.",
    ],
  );
  const deleted = await makeStack(cloud, "goes", FAILS, {
    OnFailure: "DELETE",
  });
  equal(deleted.StackStatus, "DELETE_COMPLETE");
  deepEqual(
    (
      await eventReasons(cloud, deleted.StackId ?? "", "DELETE_IN_PROGRESS")
    ).filter((text) => text.endsWith("Delete requested by user.")).length,
    1,
  );

  await makeStack(cloud, "updates", { Resources: { Good: good() } });
  await update("updates", {
    Good: { ...good(), Properties: { SignatureVersion: "9" } },
    Also: { Type: "AWS::SNS::Topic", Properties: { SignatureVersion: "9" } },
  });
  equal(
    (await settledStack(cloud, "updates")).StackStatus,
    "UPDATE_ROLLBACK_COMPLETE",
  );
  const [reason = ""] = await eventReasons(
    cloud,
    "updates",
    "UPDATE_ROLLBACK_IN_PROGRESS",
  );
  equal(
    reason,
    "The following resource(s) failed to create: [Also]. The following resource(s) failed to update: [Good].",
  );

  await update("updates", {
    Good: good(),
    Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
    Wait: {
      Type: "AWS::CloudFormation::WaitCondition",
      Properties: { Handle: { Ref: "Handle" }, Timeout: "300" },
    },
  });
  const waits = () =>
    cloud.cloudformation
      .send(
        new DescribeStackResourceCommand({
          StackName: "updates",
          LogicalResourceId: "Wait",
        }),
      )
      .catch(() => undefined);
  while (!(await waits()));
  await cloud.cloudformation.send(
    new CancelUpdateStackCommand({ StackName: "updates" }),
  );
  cloud.advance(600);
  await settledStack(cloud, "updates");
  const reasons = await eventReasons(
    cloud,
    "updates",
    "UPDATE_ROLLBACK_IN_PROGRESS",
  );
  equal(reasons.length, 2);
  equal(/requested by user/.test(reasons.join()), false);
});

test("a creation that was left where it failed is taken down later, but for what is to stay", async () => {
  const kept = { ...good("kept"), DeletionPolicy: "Retain" };
  const template = { Resources: { Good: good(), Kept: kept, Bad: bad } };
  const failed = await makeStack(cloud, "left", template, {
    DisableRollback: true,
  });
  equal(failed.StackStatus, "CREATE_FAILED");
  equal(
    failed.StackStatusReason,
    "The following resource(s) failed to create: [Bad].",
  );
  equal((await rollback("left")).StackStatus, "ROLLBACK_COMPLETE");
  deepEqual((await resources("left"))?.toSorted(), [
    "Bad CREATE_FAILED",
    "Good DELETE_COMPLETE",
    "Kept DELETE_SKIPPED",
  ]);
  await makeStack(cloud, "all", template, { DisableRollback: true });
  await rollback("all", { RetainExceptOnCreate: true });
  deepEqual((await resources("all"))?.toSorted(), [
    "Bad CREATE_FAILED",
    "Good DELETE_COMPLETE",
    "Kept DELETE_COMPLETE",
  ]);
});

test("an update that was left where it failed goes back to what was, however often it was tried", async () => {
  await makeStack(cloud, "tried", { Resources: { Good: good("first") } });
  for (const title of ["second", "third"]) {
    await update(
      "tried",
      { Good: good(title), Other: good(), Bad: bad },
      { DisableRollback: true },
    );
    equal((await settledStack(cloud, "tried")).StackStatus, "UPDATE_FAILED");
  }
  equal((await rollback("tried")).StackStatus, "UPDATE_ROLLBACK_COMPLETE");
  deepEqual(await resources("tried"), ["Good UPDATE_COMPLETE"]);
});

test("what is well is not rolled back, nor by whoever may not", async () => {
  await makeStack(cloud, "well", { Resources: { Good: good() } });
  await rejects(rollback("well"), {
    name: "ValidationError",
    message: /is in CREATE_COMPLETE state and can not be rolled back/,
  });
  await cloud.cloudformation.send(
    new CreateStackCommand({
      StackName: "theirs",
      TemplateBody: JSON.stringify(FAILS),
      DisableRollback: true,
    }),
  );
  await settledStack(cloud, "theirs");
  const stranger = await makeUser(
    cloud,
    "stranger",
    allowing(["cloudformation:DescribeStacks"]),
  );
  await rejects(
    stranger.cloudformation.send(
      new RollbackStackCommand({ StackName: "theirs" }),
    ),
    { name: "AccessDenied" },
  );
  equal((await settledStack(cloud, "theirs")).StackStatus, "CREATE_FAILED");
});

test("what was made before its creation failed is taken away", async () => {
  const blind = await makeUser(
    cloud,
    "blind",
    policyOf(
      {
        Effect: "Allow",
        Action: ["cloudformation:*", "sns:*"],
        Resource: "*",
      },
      { Effect: "Deny", Action: "sns:GetTopicAttributes", Resource: "*" },
    ),
  );
  await blind.cloudformation.send(
    new CreateStackCommand({
      StackName: "unseen",
      TemplateBody: JSON.stringify({ Resources: { Good: good() } }),
    }),
  );
  await settledStack(cloud, "unseen");
  const { Topics = [] } = await cloud.sns.send(new ListTopicsCommand({}));
  deepEqual(
    Topics.filter(({ TopicArn = "" }) => TopicArn.includes("unseen")),
    [],
  );
});
