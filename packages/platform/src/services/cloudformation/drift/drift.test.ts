import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
} from "@aws-sdk/client-cloudformation";
import {
  DeleteTopicCommand,
  SetTopicAttributesCommand,
} from "@aws-sdk/client-sns";
import { startCloud } from "../../../../testing/cloud.ts";
import { makeStack } from "../testing/stacks.ts";

test("what was changed or deleted behind a stack's back has drifted, the rest has not", async () => {
  await using cloud = await startCloud();
  const stack = await makeStack(
    cloud,
    "shop",
    `
Resources:
  Kept: { Type: AWS::SNS::Topic, Properties: { DisplayName: kept } }
  Changed: { Type: AWS::SNS::Topic, Properties: { DisplayName: before } }
  Gone: { Type: AWS::SNS::Topic }
Outputs: { Changed: { Value: !Ref Changed }, Gone: { Value: !Ref Gone } }
`,
  );
  const outputs = Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [
      OutputKey,
      OutputValue,
    ]),
  );
  const detected = async () => {
    const { StackDriftDetectionId } = await cloud.cloudformation.send(
      new DetectStackDriftCommand({ StackName: "shop" }),
    );
    await cloud.settled();
    return cloud.cloudformation.send(
      new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }),
    );
  };
  equal((await detected()).StackDriftStatus, "IN_SYNC");

  await cloud.sns.send(
    new SetTopicAttributesCommand({
      TopicArn: outputs["Changed"],
      AttributeName: "DisplayName",
      AttributeValue: "after",
    }),
  );
  await cloud.sns.send(new DeleteTopicCommand({ TopicArn: outputs["Gone"] }));
  const after = await detected();
  equal(after.StackDriftStatus, "DRIFTED");
  equal(after.DriftedStackResourceCount, 2);
  const { StackResourceDrifts = [] } = await cloud.cloudformation.send(
    new DescribeStackResourceDriftsCommand({ StackName: "shop" }),
  );
  deepEqual(
    StackResourceDrifts.map((drift) => [
      drift.LogicalResourceId,
      drift.StackResourceDriftStatus,
      drift.PropertyDifferences?.map(({ PropertyPath, ActualValue }) => [
        PropertyPath,
        ActualValue,
      ]),
    ]),
    [
      ["Changed", "MODIFIED", [["/DisplayName", "after"]]],
      ["Gone", "DELETED", []],
      ["Kept", "IN_SYNC", []],
    ],
  );
});
