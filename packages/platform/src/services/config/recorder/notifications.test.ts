import { equal, match } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  DescribeConfigurationRecorderStatusCommand,
  DescribeDeliveryChannelStatusCommand,
} from "@aws-sdk/client-config-service";
import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import {
  startCloud,
  THROW_AWAY,
  type Clients,
} from "../../../../testing/cloud.ts";
import { denying } from "../../../../testing/principals.ts";
import { complianceOf, only, record, until } from "../testing/recording.ts";
import { putPolicy } from "../testing/rules.ts";

const TOPIC = "AWS::SNS::Topic";
const NAMED = `rule named { configuration.DisplayName == "right" }`;
const DETECTIVE = {
  EvaluationModes: [{ Mode: "DETECTIVE" as const }],
  Scope: { ComplianceResourceTypes: [TOPIC] },
};

interface Notification {
  readonly messageType: string;
  readonly [member: string]: unknown;
}

test("what changes, and what a rule newly says of it, reaches the channel's topic", async () => {
  await using cloud = await startCloud();
  const { TopicArn: snsTopicARN = "" } = await cloud.sns.send(
    new CreateTopicCommand({ Name: "compliance" }),
  );
  const received = await listenerTo(cloud, snsTopicARN);
  await record(cloud, { group: only(TOPIC), snsTopicARN });
  await putPolicy(cloud, "named", NAMED, DETECTIVE);
  await until(async () => (await received()).some(isAbout(snsTopicARN)));
  const about = (await received()).find(isAbout(snsTopicARN));
  equal(about?.["configRuleName"], "named");
  equal(about["oldEvaluationResult"], null);
  match(JSON.stringify(about["newEvaluationResult"]), /"NON_COMPLIANT"/);

  await cloud.sns.send(
    new SetTopicAttributesCommand({
      TopicArn: snsTopicARN,
      AttributeName: "DisplayName",
      AttributeValue: "right",
    }),
  );
  await until(
    async () => (await received()).filter(isAbout(snsTopicARN)).length === 2,
  );
  const changed = (await received())
    .filter(isAbout(snsTopicARN))
    .find((one) => one["oldEvaluationResult"] !== null);
  match(JSON.stringify(changed?.["oldEvaluationResult"]), /"NON_COMPLIANT"/);
  match(JSON.stringify(changed?.["newEvaluationResult"]), /"COMPLIANT"/);
  const types = (await received()).map(({ messageType }) => messageType);
  equal(
    types.filter((type) => type === "ConfigurationItemChangeNotification")
      .length,
    2,
  );

  // A change that changes no verdict tells of itself alone.
  await cloud.sns.send(
    new SetTopicAttributesCommand({
      TopicArn: snsTopicARN,
      AttributeName: "SignatureVersion",
      AttributeValue: "2",
    }),
  );
  await until(async () => (await received()).length === 5);
  await cloud.settled();
  equal((await received()).filter(isAbout(snsTopicARN)).length, 2);
});

test("a topic that does not let Config publish is told of in the channel's status", async () => {
  await using cloud = await startCloud();
  const { TopicArn = "" } = await cloud.sns.send(
    new CreateTopicCommand({
      Name: "closed",
      Attributes: {
        Policy: denying("sns:Publish").replace(
          '"Effect"',
          '"Principal":"*","Effect"',
        ),
      },
    }),
  );
  await record(cloud, { group: only(TOPIC), snsTopicARN: TopicArn });
  await until(async () => {
    const { DeliveryChannelsStatus: [status] = [] } = await cloud.config.send(
      new DescribeDeliveryChannelStatusCommand({}),
    );
    return status?.configStreamDeliveryInfo?.lastStatus === "Failure";
  });
});

test("an evaluation that a restart breaks off goes on, and so does the recorder", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-config-"));
  const { GATEHOUSE_FUNCTION_FILES } = THROW_AWAY;
  const settings = { GATEHOUSE_DATA_DIR: dataDir, GATEHOUSE_FUNCTION_FILES };
  const number = 40;
  const arns: string[] = [];
  try {
    {
      await using cloud = await startCloud(settings);
      await record(cloud, { group: only(TOPIC) });
      for (let i = 0; i < number; i++) {
        const { TopicArn = "" } = await cloud.sns.send(
          new CreateTopicCommand({ Name: `topic-${i}` }),
        );
        arns.push(TopicArn);
      }
      await putPolicy(cloud, "named", NAMED, DETECTIVE);
    }
    await using cloud = await startCloud(settings);
    for (const arn of arns)
      await until(
        async () => (await complianceOf(cloud, TOPIC, arn)) === "NON_COMPLIANT",
      );
    const { ConfigurationRecordersStatus: [status] = [] } =
      await cloud.config.send(
        new DescribeConfigurationRecorderStatusCommand({}),
      );
    equal(status?.recording, true);
    await cloud.sns.send(
      new SetTopicAttributesCommand({
        TopicArn: arns[0],
        AttributeName: "DisplayName",
        AttributeValue: "right",
      }),
    );
    await until(
      async () =>
        (await complianceOf(cloud, TOPIC, arns[0] ?? "")) === "COMPLIANT",
    );
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

const isAbout =
  (resourceId: string) =>
  (told: Notification): boolean =>
    told.messageType === "ComplianceChangeNotification" &&
    told["resourceId"] === resourceId;

/** Subscribes a queue to a topic; answers all that came, ever. */
async function listenerTo(
  { sqs, sns }: Clients,
  TopicArn: string,
): Promise<() => Promise<readonly Notification[]>> {
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({
      QueueName: "told",
      Attributes: {
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "sns.amazonaws.com" },
              Action: "sqs:SendMessage",
              Resource: "*",
            },
          ],
        }),
      },
    }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "sqs",
      Endpoint: Attributes?.["QueueArn"],
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  const all: Notification[] = [];
  return async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    for (const { Body = "", ReceiptHandle } of Messages) {
      all.push(JSON.parse(Body) as Notification);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return all;
  };
}
