import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateTopicCommand, ListTopicsCommand } from "@aws-sdk/client-sns";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../testing/principals.ts";
import { eventsOf, makeStack, settledStack } from "./testing/stacks.ts";

const TOPICS = `
Parameters:
  Title: { Type: String, Default: Alerts }
Resources:
  First:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: !Ref Title }
  Second:
    Type: AWS::SNS::Topic
    DependsOn: First
    Properties: { DisplayName: !Sub "after \${First.TopicName}" }
Outputs:
  Arn: { Value: !Ref Second, Export: { Name: !Sub "\${AWS::StackName}-arn" } }
`;

const topicNames = async ({ sns }: Cloud): Promise<string[]> =>
  ((await sns.send(new ListTopicsCommand({}))).Topics ?? []).map(
    ({ TopicArn = "" }) => TopicArn.split(":").at(-1) ?? "",
  );

test("a stack is made in the order of its dependencies, tells its outputs, and is deleted", async () => {
  await using cloud = await startCloud();
  const stack = await makeStack(cloud, "shop", TOPICS);
  equal(stack.StackStatus, "CREATE_COMPLETE");
  const [output] = stack.Outputs ?? [];
  match(output?.OutputValue ?? "", /:shop-Second-[A-Z0-9]{12}$/);
  equal(output?.ExportName, "shop-arn");
  deepEqual(await eventsOf(cloud, "shop"), [
    "shop CREATE_IN_PROGRESS",
    "First CREATE_IN_PROGRESS",
    "First CREATE_IN_PROGRESS",
    "First CREATE_COMPLETE",
    "Second CREATE_IN_PROGRESS",
    "Second CREATE_IN_PROGRESS",
    "Second CREATE_COMPLETE",
    "shop CREATE_COMPLETE",
  ]);
  equal((await topicNames(cloud)).length, 2);
  const { TemplateBody } = await cloud.cloudformation.send(
    new GetTemplateCommand({ StackName: "shop" }),
  );
  equal(TemplateBody, TOPICS);

  await cloud.cloudformation.send(
    new DeleteStackCommand({ StackName: "shop" }),
  );
  const gone = await settledStack(cloud, stack.StackId ?? "");
  equal(gone.StackStatus, "DELETE_COMPLETE");
  deepEqual(await topicNames(cloud), []);
  const { Exports } = await cloud.cloudformation.send(
    new ListExportsCommand({}),
  );
  deepEqual(Exports, []);
  await rejects(
    cloud.cloudformation.send(new DescribeStacksCommand({ StackName: "shop" })),
    { name: "ValidationError", message: "Stack with id shop does not exist" },
  );
});

test("an update changes in place, replaces, adds and removes", async () => {
  await using cloud = await startCloud();
  await makeStack(cloud, "shop", TOPICS);
  const before = await topicNames(cloud);
  const update = (TemplateBody: string, more = {}) =>
    cloud.cloudformation.send(
      new UpdateStackCommand({ StackName: "shop", TemplateBody, ...more }),
    );
  await rejects(update(TOPICS), {
    message: "No updates are to be performed.",
  });
  await update(`
Resources:
  First: { Type: AWS::SNS::Topic, Properties: { DisplayName: New } }
  Second: { Type: AWS::SNS::Topic, Properties: { TopicName: named } }
  Third: { Type: AWS::SNS::Topic }
`);
  const stack = await settledStack(cloud, "shop");
  equal(stack.StackStatus, "UPDATE_COMPLETE");
  const after = await topicNames(cloud);
  equal(after.length, 3);
  ok(after.includes("named"));
  ok(after.includes(before.find((name) => name.includes("First")) ?? ""));
  ok(!after.includes(before.find((name) => name.includes("Second")) ?? ""));
  const events = await eventsOf(cloud, "shop");
  ok(events.includes("shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"));
  ok(events.includes("Second DELETE_COMPLETE"));
});

test("a creation that fails is rolled back, and leaves nothing", async () => {
  await using cloud = await startCloud();
  const template = `
Resources:
  Good: { Type: AWS::SNS::Topic }
  Bad: { Type: AWS::SNS::Topic, DependsOn: Good, Properties: { SignatureVersion: "9" } }
`;
  const stack = await makeStack(cloud, "shop", template);
  equal(stack.StackStatus, "ROLLBACK_COMPLETE");
  deepEqual(await topicNames(cloud), []);
  const events = await eventsOf(cloud, "shop");
  ok(events.includes("Bad CREATE_FAILED"));
  ok(events.includes("shop ROLLBACK_IN_PROGRESS"));
  ok(events.includes("Good DELETE_COMPLETE"));

  const kept = await makeStack(cloud, "kept", template, {
    DisableRollback: true,
  });
  equal(kept.StackStatus, "CREATE_FAILED");
  equal((await topicNames(cloud)).length, 1);
  const { StackResources = [] } = await cloud.cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: "kept" }),
  );
  match(
    StackResources.find(({ LogicalResourceId }) => LogicalResourceId === "Bad")
      ?.ResourceStatusReason ?? "",
    /Resource handler returned message: "Invalid parameter: SignatureVersion.*HandlerErrorCode: InvalidRequest/,
  );
});

test("an update that fails goes back to what was", async () => {
  await using cloud = await startCloud();
  await makeStack(cloud, "shop", TOPICS);
  const before = await topicNames(cloud);
  await cloud.cloudformation.send(
    new UpdateStackCommand({
      StackName: "shop",
      TemplateBody: `
Resources:
  First: { Type: AWS::SNS::Topic, Properties: { TopicName: other } }
  Second: { Type: AWS::SNS::Topic, Properties: { DisplayName: changed } }
  New: { Type: AWS::SNS::Topic, DependsOn: [First, Second] }
  Bad: { Type: AWS::SNS::Topic, DependsOn: New, Properties: { SignatureVersion: "9" } }
`,
    }),
  );
  const stack = await settledStack(cloud, "shop");
  equal(stack.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
  deepEqual((await topicNames(cloud)).sort(), before.sort());
  match(stack.Outputs?.[0]?.OutputValue ?? "", /shop-Second/);
});

test("a stack works with the rights of whoever asked for it", async () => {
  await using cloud = await startCloud();
  const user = await makeUser(
    cloud,
    "deployer",
    allowing(["cloudformation:*"]),
  );
  await user.cloudformation.send(
    new CreateStackCommand({ StackName: "shop", TemplateBody: TOPICS }),
  );
  const stack = await settledStack(cloud, "shop");
  equal(stack.StackStatus, "ROLLBACK_COMPLETE");
  const able = await makeUser(
    cloud,
    "able",
    allowing(["cloudformation:*", "sns:*"]),
  );
  await able.cloudformation.send(
    new CreateStackCommand({ StackName: "shop-2", TemplateBody: TOPICS }),
  );
  equal((await settledStack(cloud, "shop-2")).StackStatus, "CREATE_COMPLETE");
  const stranger = await makeUser(cloud, "stranger");
  await rejects(
    stranger.cloudformation.send(
      new CreateStackCommand({ StackName: "shop-3", TemplateBody: TOPICS }),
    ),
    { name: "AccessDenied", message: /cloudformation:CreateStack/ },
  );
});

test("an export is taken once, imported, and kept while it is in use", async () => {
  await using cloud = await startCloud();
  await makeStack(cloud, "shop", TOPICS);
  const user = await makeStack(
    cloud,
    "user",
    `
Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Select [5, !Split [":", !ImportValue shop-arn]] } } }
`,
  );
  equal(user.StackStatus, "CREATE_COMPLETE");
  await rejects(
    cloud.cloudformation.send(new DeleteStackCommand({ StackName: "shop" })),
    { message: /Export shop-arn cannot be deleted as it is in use by .*user/ },
  );
  const second = await makeStack(
    cloud,
    "second",
    TOPICS.replace("${AWS::StackName}", "shop"),
  );
  equal(second.StackStatus, "ROLLBACK_COMPLETE");
  const { StackEvents = [] } = await cloud.cloudformation.send(
    new DescribeStackEventsCommand({ StackName: "second" }),
  );
  ok(
    StackEvents.some(({ ResourceStatusReason = "" }) =>
      ResourceStatusReason.includes(
        "Export with name shop-arn is already exported by stack shop.",
      ),
    ),
  );
});

for (const [what, template, message] of [
  [
    "a type nobody offers",
    "Resources: { A: { Type: AWS::No::Thing } }",
    /Unrecognized resource types: \[AWS::No::Thing\]/,
  ],
  [
    "a property nobody knows",
    "Resources: { A: { Type: AWS::SNS::Topic, Properties: { Nope: 1 } } }",
    /Properties validation failed for resource A with message: \[#: extraneous key \[Nope\] is not permitted\]/,
  ],
  [
    "a circle",
    "Resources: { A: { Type: AWS::SNS::Topic, DependsOn: B }, B: { Type: AWS::SNS::Topic, DependsOn: A } }",
    /Circular dependency between resources: \[A, B\]/,
  ],
  [
    "a reference to nothing",
    "Resources: { A: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Nobody } } }",
    /Unresolved resource dependencies \[Nobody\]/,
  ],
  [
    "a transform nobody offers",
    "Transform: Nope\nResources: { A: { Type: AWS::SNS::Topic } }",
    /No transform named Nope found/,
  ],
] as const)
  test(`a template with ${what} makes no stack`, async () => {
    await using cloud = await startCloud();
    await rejects(
      cloud.cloudformation.send(
        new CreateStackCommand({ StackName: "shop", TemplateBody: template }),
      ),
      { name: "ValidationError", message },
    );
    await rejects(
      cloud.cloudformation.send(
        new DescribeStacksCommand({ StackName: "shop" }),
      ),
      { name: "ValidationError" },
    );
  });

test("what exists already under a resource's name fails the stack, and stays", async () => {
  await using cloud = await startCloud();
  await cloud.sns.send(
    new CreateTopicCommand({
      Name: "taken",
      Attributes: { DisplayName: "mine" },
    }),
  );
  const stack = await makeStack(
    cloud,
    "shop",
    "Resources: { A: { Type: AWS::SNS::Topic, Properties: { TopicName: taken, DisplayName: other } } }",
  );
  equal(stack.StackStatus, "ROLLBACK_COMPLETE");
  deepEqual(await topicNames(cloud), ["taken"]);
});

test("a template is described without a stack", async () => {
  await using cloud = await startCloud();
  const { Parameters } = await cloud.cloudformation.send(
    new ValidateTemplateCommand({ TemplateBody: TOPICS }),
  );
  deepEqual(
    Parameters?.map(({ ParameterKey, DefaultValue }) => [
      ParameterKey,
      DefaultValue,
    ]),
    [["Title", "Alerts"]],
  );
});

test("what a stack's policy keeps is not updated, and the update goes back", async () => {
  await using cloud = await startCloud();
  await makeStack(cloud, "shop", TOPICS);
  await cloud.cloudformation.send(
    new SetStackPolicyCommand({
      StackName: "shop",
      StackPolicyBody: JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Action: "Update:*",
            Principal: "*",
            Resource: "*",
          },
          {
            Effect: "Deny",
            Action: "Update:Modify",
            Principal: "*",
            Resource: "LogicalResourceId/First",
          },
        ],
      }),
    }),
  );
  const update = async (Title: string, more = {}) => {
    await cloud.cloudformation.send(
      new UpdateStackCommand({
        StackName: "shop",
        UsePreviousTemplate: true,
        Parameters: [{ ParameterKey: "Title", ParameterValue: Title }],
        ...more,
      }),
    );
    return (await settledStack(cloud, "shop")).StackStatus;
  };
  equal(await update("changed"), "UPDATE_ROLLBACK_COMPLETE");
  const StackPolicyDuringUpdateBody = JSON.stringify({
    Statement: [
      { Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" },
    ],
  });
  equal(
    await update("changed", { StackPolicyDuringUpdateBody }),
    "UPDATE_COMPLETE",
  );
});
