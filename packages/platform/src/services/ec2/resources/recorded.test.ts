import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { GetResourceConfigHistoryCommand } from "@aws-sdk/client-config-service";
import {
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { only, record, until } from "../../config/testing/recording.ts";
import { smallNetwork, startNetworks } from "../testing/network.ts";

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
