import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import {
  DeliverConfigSnapshotCommand,
  DescribeConfigurationRecorderStatusCommand,
  GetResourceConfigHistoryCommand,
  ListDiscoveredResourcesCommand,
  PutConfigRuleCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
  StopConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import {
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { CreateUserCommand, DeleteUserCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SetTopicAttributesCommand,
} from "@aws-sdk/client-sns";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing } from "../../../../testing/principals.ts";
import { smallNetwork, startNetworks } from "../../ec2/testing/network.ts";
import {
  complianceOf,
  EVERYTHING,
  only,
  putRecorder,
  record,
  until,
} from "../testing/recording.ts";

const resourceType = "AWS::SNS::Topic";

test("a recorded topic has its states and verdicts, until it is deleted", async () => {
  await using cloud = await startCloud();
  const { TopicArn: resourceId = "" } = await cloud.sns.send(
    new CreateTopicCommand({ Name: "news" }),
  );
  await record(cloud);
  await cloud.config.send(
    new PutConfigRuleCommand({
      ConfigRule: {
        ConfigRuleName: "encrypted",
        Source: { Owner: "AWS", SourceIdentifier: "SNS_ENCRYPTED_KMS" },
      },
    }),
  );
  const verdict = () => complianceOf(cloud, resourceType, resourceId);
  await until(async () => (await verdict()) === "NON_COMPLIANT");
  await cloud.sns.send(
    new SetTopicAttributesCommand({
      TopicArn: resourceId,
      AttributeName: "DisplayName",
      AttributeValue: "News",
    }),
  );
  await until(async () => (await states(cloud, resourceId)).length === 2);
  await cloud.sns.send(new DeleteTopicCommand({ TopicArn: resourceId }));
  await until(async () => (await states(cloud, resourceId)).length === 3);
  const [gone, changed, found] = await states(cloud, resourceId);
  equal(gone?.configurationItemStatus, "ResourceDeleted");
  equal(changed?.configurationItemStatus, "OK");
  match(changed?.configuration ?? "", /"DisplayName":"News"/);
  equal(found?.configurationItemStatus, "ResourceDiscovered");
  equal(found?.version, "1.3");
  equal(await verdict(), undefined);
  deepEqual(await discovered(cloud), []);
});

test("a user whose name has capitals is known to be gone, and is found again when made anew", async () => {
  await using cloud = await startCloud();
  await record(cloud, { group: EVERYTHING });
  const users = async () =>
    (
      await cloud.config.send(
        new ListDiscoveredResourcesCommand({
          resourceType: "AWS::IAM::User",
          includeDeletedResources: true,
        }),
      )
    ).resourceIdentifiers ?? [];
  const user = { UserName: "Deployer" };
  await cloud.iam.send(new CreateUserCommand(user));
  await until(async () => (await users()).length === 1);
  await cloud.iam.send(new DeleteUserCommand(user));
  await until(
    async () => (await users())[0]?.resourceDeletionTime !== undefined,
  );
  await cloud.iam.send(new CreateUserCommand(user));
  await until(
    async () => (await users()).at(-1)?.resourceDeletionTime === undefined,
  );
});

test("Config sees a security group change with each of its rules, and go", async () => {
  await using networks = await startNetworks();
  const { cloud, ec2 } = networks;
  const { groupId, vpcId } = await smallNetwork(ec2);
  await record(cloud, { group: only("AWS::EC2::SecurityGroup") });
  const seen = async () => {
    const { configurationItems = [] } = await cloud.config
      .send(
        new GetResourceConfigHistoryCommand({
          resourceType: "AWS::EC2::SecurityGroup",
          resourceId: groupId,
        }),
      )
      .catch(() => ({ configurationItems: [] }));
    return configurationItems.toReversed();
  };
  await until(async () => (await seen()).length === 1);
  const [first] = await seen();
  equal(first?.resourceName, "app");
  equal(
    first?.arn,
    `arn:aws:ec2:us-east-1:${cloud.accountId}:security-group/${groupId}`,
  );
  deepEqual(
    first?.relationships?.map(({ resourceId }) => resourceId),
    [vpcId],
  );
  const rule = {
    GroupId: groupId,
    IpProtocol: "tcp",
    FromPort: 22,
    ToPort: 22,
    CidrIp: "0.0.0.0/0",
  };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
  await until(async () => (await seen()).length === 2);
  await ec2.send(new RevokeSecurityGroupIngressCommand(rule));
  await until(async () => (await seen()).length === 3);
  await networks.removeGroup(groupId);
  await until(async () => (await seen()).length === 4);
  deepEqual(
    (await seen()).map(({ configurationItemStatus, configuration }) => [
      configurationItemStatus,
      configuration?.includes('"fromPort":22') ?? false,
    ]),
    [
      ["ResourceDiscovered", false],
      ["OK", true],
      ["OK", false],
      ["ResourceDeleted", false],
    ],
  );
});

test("nothing is recorded while the recorder is off, or may not look", async () => {
  await using cloud = await startCloud();
  await record(cloud, { policy: allowing("s3:*") });
  await cloud.sns.send(new CreateTopicCommand({ Name: "news" }));
  const status = async () => {
    const { ConfigurationRecordersStatus: [one] = [] } =
      await cloud.config.send(
        new DescribeConfigurationRecorderStatusCommand({}),
      );
    return one;
  };
  await until(async () => (await status())?.lastStatus === "Failure");
  deepEqual(await discovered(cloud), []);
  await cloud.config.send(
    new StopConfigurationRecorderCommand({
      ConfigurationRecorderName: "default",
    }),
  );
  equal((await status())?.recording, false);
});

test("a snapshot holds what is recorded", async () => {
  await using cloud = await startCloud();
  await cloud.sns.send(new CreateTopicCommand({ Name: "news" }));
  await record(cloud);
  await until(async () => (await discovered(cloud)).length === 1);
  await cloud.config.send(
    new DeliverConfigSnapshotCommand({ deliveryChannelName: "default" }),
  );
  await cloud.settled();
  const { Contents = [] } = await cloud.s3.send(
    new ListObjectsV2Command({ Bucket: "audit" }),
  );
  const Key = Contents.map((one) => one.Key ?? "").find((key) =>
    key.includes("/ConfigSnapshot/"),
  );
  const { Body } = await cloud.s3.send(
    new GetObjectCommand({ Bucket: "audit", Key }),
  );
  const bytes = await Body?.transformToByteArray();
  const snapshot = JSON.parse(gunzipSync(bytes ?? "").toString()) as {
    configurationItems: { resourceName: string }[];
  };
  ok(
    snapshot.configurationItems.some(
      ({ resourceName }) => resourceName === "news",
    ),
  );
});

test("a recorder needs a channel, and a channel a bucket that takes its files", async () => {
  await using cloud = await startCloud();
  const channel = new PutDeliveryChannelCommand({
    DeliveryChannel: { name: "default", s3BucketName: "audit" },
  });
  await rejects(cloud.config.send(channel), {
    name: "NoAvailableConfigurationRecorderException",
  });
  await putRecorder(cloud, allowing("sns:*"));
  const start = new StartConfigurationRecorderCommand({
    ConfigurationRecorderName: "default",
  });
  await rejects(cloud.config.send(start), {
    name: "NoAvailableDeliveryChannelException",
  });
  await rejects(cloud.config.send(channel), { name: "NoSuchBucketException" });
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "audit" }));
  await rejects(cloud.config.send(channel), {
    name: "InsufficientDeliveryPolicyException",
  });
});

async function discovered({ config }: Cloud) {
  const { resourceIdentifiers = [] } = await config.send(
    new ListDiscoveredResourcesCommand({ resourceType }),
  );
  return resourceIdentifiers;
}

async function states({ config }: Cloud, resourceId: string) {
  const { configurationItems = [] } = await config.send(
    new GetResourceConfigHistoryCommand({ resourceType, resourceId }),
  );
  return configurationItems;
}
