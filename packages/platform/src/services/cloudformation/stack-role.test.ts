import { equal, match, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  trustingService,
} from "../../../testing/principals.ts";
import { makeStack, settledStack } from "./testing/stacks.ts";

const TOPIC = "Resources: { Topic: { Type: AWS::SNS::Topic } }";
const CHANGED =
  "Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: changed } } }";
const ours = trustingService("cloudformation.amazonaws.com");
const theirs = trustingService("lambda.amazonaws.com");

let cloud: Cloud;
before(async () => {
  cloud = await startCloud();
});
after(() => cloud[Symbol.asyncDispose]());

const role = (name: string, trust = ours) =>
  makeRole(cloud, name, trust, allowing(["sns:*"]));

const withdraw = (RoleName: string, PolicyDocument = theirs) =>
  cloud.iam.send(
    new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }),
  );

const topics = async () =>
  ((await cloud.sns.send(new ListTopicsCommand({}))).Topics ?? []).length;

test("a stack works with the rights of its role, not with those of whoever asked", async () => {
  const RoleARN = await role("maker");
  const asker = await makeUser(
    cloud,
    "asker",
    allowing(["cloudformation:*", "iam:PassRole"]),
  );
  await asker.cloudformation.send(
    new CreateStackCommand({ StackName: "mine", TemplateBody: TOPIC, RoleARN }),
  );
  equal((await settledStack(cloud, "mine")).StackStatus, "CREATE_COMPLETE");
  const weak = await makeRole(cloud, "weak", ours);
  equal(
    (await makeStack(cloud, "weak", TOPIC, { RoleARN: weak })).StackStatus,
    "ROLLBACK_COMPLETE",
  );
});

test("a role that does not trust CloudFormation, is gone or is another account's is refused, and nothing is made", async () => {
  const before = await topics();
  const distrustful = await role("distrustful", theirs);
  for (const RoleARN of [distrustful, `${distrustful}-of-nobody`]) {
    const refused = {
      name: "ValidationError",
      message: `Role ${RoleARN} is invalid or cannot be assumed`,
    };
    await rejects(makeStack(cloud, "shop", TOPIC, { RoleARN }), refused);
    await rejects(
      cloud.cloudformation.send(
        new CreateChangeSetCommand({
          StackName: "shop",
          ChangeSetName: "first",
          ChangeSetType: "CREATE",
          TemplateBody: TOPIC,
          RoleARN,
        }),
      ),
      refused,
    );
  }
  const other = await cloud.account("111122223333");
  const RoleARN = await makeRole(other, "open", ours, allowing(["*"]));
  await rejects(makeStack(cloud, "shop", TOPIC, { RoleARN }), {
    name: /AccessDenied/,
  });
  await rejects(
    cloud.cloudformation.send(new DescribeStacksCommand({ StackName: "shop" })),
    { message: /does not exist/ },
  );
  equal(await topics(), before);
});

test("once its role's trust is withdrawn a stack is neither changed nor deleted, until it is given again", async () => {
  const RoleARN = await role("fickle");
  await makeStack(cloud, "kept", TOPIC, { RoleARN });
  const before = await topics();
  await withdraw("fickle");
  const update = () =>
    cloud.cloudformation.send(
      new UpdateStackCommand({ StackName: "kept", TemplateBody: CHANGED }),
    );
  const remove = () =>
    cloud.cloudformation.send(new DeleteStackCommand({ StackName: "kept" }));
  const refused = { name: "ValidationError", message: /cannot be assumed/ };
  await rejects(update(), refused);
  await rejects(remove(), refused);
  equal((await settledStack(cloud, "kept")).StackStatus, "CREATE_COMPLETE");
  equal(await topics(), before);
  await withdraw("fickle", ours);
  await update();
  equal((await settledStack(cloud, "kept")).StackStatus, "UPDATE_COMPLETE");
  await remove();
  await cloud.settled();
  equal(await topics(), before - 1);
});

test("an operation whose role is withdrawn meanwhile goes on without any rights", async () => {
  const RoleARN = await role("lost");
  const { StackId = "" } = await cloud.cloudformation.send(
    new CreateStackCommand({
      StackName: "waits",
      RoleARN,
      TemplateBody: `
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Handle: { Type: AWS::CloudFormation::WaitConditionHandle }
  Wait:
    Type: AWS::CloudFormation::WaitCondition
    DependsOn: Topic
    Properties: { Handle: !Ref Handle, Timeout: "60" }
`,
    }),
  );
  const resource = async (LogicalResourceId: string) => {
    const { StackResourceDetail } = await cloud.cloudformation.send(
      new DescribeStackResourceCommand({
        StackName: StackId,
        LogicalResourceId,
      }),
    );
    return StackResourceDetail;
  };
  while (
    (await resource("Wait").catch(() => undefined))?.ResourceStatus !==
    "CREATE_IN_PROGRESS"
  );
  const before = await topics();
  await withdraw("lost");
  cloud.advance(120);
  const stack = await settledStack(cloud, StackId);
  equal(stack.StackStatus, "ROLLBACK_FAILED");
  match(
    (await resource("Topic"))?.ResourceStatusReason ?? "",
    /assumed-role\/lost\/waits is not authorized to perform: SNS:DeleteTopic/i,
  );
  equal(await topics(), before);
});
