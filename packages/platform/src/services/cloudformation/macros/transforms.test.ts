import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { makeStack, settledStack } from "../testing/stacks.ts";

const SERVERLESS = `
Transform: AWS::Serverless-2016-10-31
Parameters: { Name: { Type: String, Default: hello } }
Resources:
  Hello: { Type: AWS::Serverless::Function, Properties: { Nope: 1 } }
  Topic: { Type: AWS::SNS::Topic }
`;
const LOOPS = `
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: "A,B" } }
Resources:
  Fn::ForEach::Topics:
    - Name
    - !Ref Names
    - Topic\${Name}: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Name } }
`;
const BROKEN_LOOPS = LOOPS.replace("!Ref Names", "!Ref Nobody");
const UNKNOWN = "Transform: Nope\nResources: { A: { Type: AWS::SNS::Topic } }";

let cloud: Cloud;
before(async () => {
  cloud = await startCloud();
});
after(() => cloud[Symbol.asyncDispose]());

for (const [what, TemplateBody, reason] of [
  [
    "a serverless",
    SERVERLESS,
    /^Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document/,
  ],
  [
    "a loop's",
    BROKEN_LOOPS,
    /^Transform AWS::LanguageExtensions failed with: /,
  ],
  ["an unknown", UNKNOWN, /^No transform named Nope found\.$/],
] as const)
  test(`${what} transform that fails fails the change set, and refuses the stack`, async () => {
    const StackName = what.replaceAll(/[^a-z]/g, "-");
    const { Id: ChangeSetName } = await cloud.cloudformation.send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName: "first",
        ChangeSetType: "CREATE",
        TemplateBody,
      }),
    );
    const changeSet = await cloud.cloudformation.send(
      new DescribeChangeSetCommand({ ChangeSetName }),
    );
    equal(changeSet.Status, "FAILED");
    equal(changeSet.ExecutionStatus, "UNAVAILABLE");
    match(changeSet.StatusReason ?? "", reason);
    await rejects(
      cloud.cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName })),
      { name: "InvalidChangeSetStatusException" },
    );
    const written = await cloud.cloudformation.send(
      new GetTemplateCommand({ StackName, ChangeSetName: "first" }),
    );
    deepEqual(written.StagesAvailable, ["Original"]);
    equal(written.TemplateBody, TemplateBody);
    equal(
      (await settledStack(cloud, StackName)).StackStatus,
      "REVIEW_IN_PROGRESS",
    );
    await rejects(
      cloud.cloudformation.send(
        new CreateStackCommand({
          StackName: `${StackName}-2`,
          TemplateBody,
          Capabilities: ["CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM"],
        }),
      ),
      { name: "ValidationError", message: reason },
    );
  });

test("a template whose transforms are yet to be done tells what it names, and what one must agree to", async () => {
  const summary = await cloud.cloudformation.send(
    new GetTemplateSummaryCommand({ TemplateBody: SERVERLESS }),
  );
  deepEqual(summary.DeclaredTransforms, ["AWS::Serverless-2016-10-31"]);
  deepEqual(summary.ResourceTypes, [
    "AWS::Serverless::Function",
    "AWS::SNS::Topic",
  ]);
  deepEqual(summary.Capabilities, ["CAPABILITY_AUTO_EXPAND"]);
  const valid = await cloud.cloudformation.send(
    new ValidateTemplateCommand({ TemplateBody: SERVERLESS }),
  );
  deepEqual(valid.Capabilities, ["CAPABILITY_AUTO_EXPAND"]);
  deepEqual(
    valid.Parameters?.map(({ ParameterKey }) => ParameterKey),
    ["Name"],
  );
  const loops = await cloud.cloudformation.send(
    new GetTemplateSummaryCommand({ TemplateBody: LOOPS }),
  );
  deepEqual(loops.ResourceTypes, ["AWS::SNS::Topic"]);
  equal(loops.Capabilities, undefined);
  await rejects(
    cloud.cloudformation.send(
      new ValidateTemplateCommand({
        TemplateBody: "Resources: { A: { Properties: {} } }",
      }),
    ),
    { name: "ValidationError", message: /must contain a Type member/ },
  );
});

test("a stack's template is there as it was written, and as its transforms made it", async () => {
  equal(
    (await makeStack(cloud, "loops", LOOPS)).StackStatus,
    "CREATE_COMPLETE",
  );
  const stage = async (TemplateStage?: "Original" | "Processed") =>
    (
      await cloud.cloudformation.send(
        new GetTemplateCommand({
          StackName: "loops",
          ...(TemplateStage ? { TemplateStage } : {}),
        }),
      )
    ).TemplateBody ?? "";
  equal(await stage("Original"), LOOPS);
  const { Resources, Transform } = JSON.parse(await stage("Processed")) as {
    Resources: object;
    Transform?: unknown;
  };
  deepEqual(Object.keys(Resources), ["TopicA", "TopicB"]);
  equal(Transform, undefined);
  equal(await stage(), await stage("Processed"));
});
