import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { makeStack, settledStack } from "../testing/stacks.ts";

const TEMPLATE = `
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters:
  Word: { Type: String, Default: hello }
Globals:
  Function:
    Runtime: nodejs22.x
    Handler: index.handler
    Environment: { Variables: { WORD: !Ref Word } }
Resources:
  Jobs: { Type: AWS::SQS::Queue }
  Greeter:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        exports.handler = async () => process.env.WORD;
      AutoPublishAlias: live
      Policies: [{ SQSSendMessagePolicy: { QueueName: !GetAtt Jobs.QueueName } }]
      Events:
        Job: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } }
  "Fn::ForEach::Topics":
    - Name
    - [One, Two]
    - "Topic\${Name}": { Type: AWS::SNS::Topic }
Outputs:
  Alias: { Value: !Ref Greeter.Alias }
`;
const Capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"] as const;

async function resourceIds(cloud: Cloud, StackName: string): Promise<string[]> {
  const { StackResourceSummaries = [] } = await cloud.cloudformation.send(
    new ListStackResourcesCommand({ StackName }),
  );
  return StackResourceSummaries.map(({ LogicalResourceId = "" }) =>
    LogicalResourceId.replace(/Version[0-9a-f]{10}$/, "Version"),
  ).toSorted();
}

async function answer(cloud: Cloud, FunctionName: string): Promise<unknown> {
  const { Payload } = await cloud.lambda.send(
    new InvokeCommand({ FunctionName }),
  );
  return JSON.parse(Payload?.transformToString() ?? "null") as unknown;
}

test("a serverless template becomes a stack whose function runs, and publishes what an update changes", async () => {
  await using cloud = await startCloud();
  const stack = await makeStack(cloud, "greetings", TEMPLATE, {
    Capabilities: [...Capabilities],
  });
  equal(stack.StackStatus, "CREATE_COMPLETE");
  deepEqual(await resourceIds(cloud, "greetings"), [
    "Greeter",
    "GreeterAliaslive",
    "GreeterJob",
    "GreeterRole",
    "GreeterVersion",
    "Jobs",
    "TopicOne",
    "TopicTwo",
  ]);
  const alias = stack.Outputs?.[0]?.OutputValue ?? "";
  match(alias, /:function:greetings-Greeter-\w+:live$/);
  equal(await answer(cloud, alias), "hello");

  await cloud.cloudformation.send(
    new UpdateStackCommand({
      StackName: "greetings",
      TemplateBody: TEMPLATE.replace("process.env.WORD", '"good bye"'),
      Capabilities: [...Capabilities],
    }),
  );
  const updated = await settledStack(cloud, "greetings");
  equal(updated.StackStatus, "UPDATE_COMPLETE");
  equal(await answer(cloud, alias), "good bye");
});

test("a template is shown as it was written and as it was transformed", async () => {
  await using cloud = await startCloud();
  await makeStack(cloud, "greetings", TEMPLATE, {
    Capabilities: [...Capabilities],
  });
  const stage = async (TemplateStage: "Original" | "Processed") =>
    (
      await cloud.cloudformation.send(
        new GetTemplateCommand({ StackName: "greetings", TemplateStage }),
      )
    ).TemplateBody ?? "";
  equal(await stage("Original"), TEMPLATE);
  const processed = await stage("Processed");
  match(processed, /"Greeter":\{"Type":"AWS::Lambda::Function"/);
  ok(!processed.includes("AWS::Serverless"));
});

test("whoever makes a stack at once agrees to what transforms make; a change set shows it first", async () => {
  await using cloud = await startCloud();
  await rejects(
    makeStack(cloud, "greetings", TEMPLATE, {
      Capabilities: ["CAPABILITY_IAM"],
    }),
    {
      name: "InsufficientCapabilitiesException",
      message: "Requires capabilities : [CAPABILITY_AUTO_EXPAND]",
    },
  );
  const changeSet = {
    StackName: "greetings",
    ChangeSetName: "first",
    ChangeSetType: "CREATE" as const,
    TemplateBody: TEMPLATE,
  };
  await rejects(
    cloud.cloudformation.send(new CreateChangeSetCommand(changeSet)),
    {
      name: "InsufficientCapabilitiesException",
      message: "Requires capabilities : [CAPABILITY_IAM]",
    },
  );
  await cloud.cloudformation.send(
    new CreateChangeSetCommand({
      ...changeSet,
      Capabilities: ["CAPABILITY_IAM"],
    }),
  );
  const { Changes = [] } = await cloud.cloudformation.send(
    new DescribeChangeSetCommand(changeSet),
  );
  equal(Changes.length, 8);
});

test("a template that the transform refuses makes no stack, and the refusal tells why", async () => {
  await using cloud = await startCloud();
  await rejects(
    makeStack(
      cloud,
      "greetings",
      TEMPLATE.replace("Type: SQS,", "Type: Kinesis,"),
      { Capabilities: [...Capabilities] },
    ),
    {
      name: "ValidationError",
      message:
        "Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: 1. Resource with id [Greeter] is invalid. Event with id [Job] is invalid. Events of type Kinesis are not offered: Amazon Kinesis is not served.",
    },
  );
});
