import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteSecurityGroupCommand,
  DeleteTagsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
  type IpPermission,
} from "@aws-sdk/client-ec2";
import { DecodeAuthorizationMessageCommand } from "@aws-sdk/client-sts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { ec2Of, smallNetwork, startNetworks } from "../testing/network.ts";

const web = (CidrIp = "0.0.0.0/0"): IpPermission => ({
  IpProtocol: "tcp",
  FromPort: 443,
  ToPort: 443,
  IpRanges: [{ CidrIp }],
});

test("a new group lets everything out and nothing in", async () => {
  await using w = await startNetworks();
  const { groupId } = await smallNetwork(w.ec2);
  const { SecurityGroups = [] } = await w.ec2.send(
    new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }),
  );
  deepEqual(SecurityGroups[0]?.IpPermissions, []);
  deepEqual(SecurityGroups[0]?.IpPermissionsEgress, [
    {
      IpProtocol: "-1",
      IpRanges: [{ CidrIp: "0.0.0.0/0" }],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    },
  ]);
});

test("a group's name is its own in its network, and the default group stays", async () => {
  await using w = await startNetworks();
  const { vpcId: VpcId } = await smallNetwork(w.ec2);
  const create = (GroupName: string) =>
    w.ec2.send(
      new CreateSecurityGroupCommand({
        VpcId,
        GroupName,
        Description: "twice",
      }),
    );
  await rejects(create("app"), {
    name: "InvalidGroup.Duplicate",
    message: `The security group 'app' already exists for VPC '${VpcId}'`,
  });
  await rejects(create("sg-mine"), { name: "InvalidParameterValue" });
  await rejects(create("über"), { name: "InvalidParameterValue" });
  const { SecurityGroups = [] } = await w.ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [
        { Name: "vpc-id", Values: [VpcId] },
        { Name: "group-name", Values: ["def*"] },
      ],
    }),
  );
  await rejects(
    w.ec2.send(
      new DeleteSecurityGroupCommand({ GroupId: SecurityGroups[0]?.GroupId }),
    ),
    { name: "CannotDelete" },
  );
});

test("each peer of a permission is a rule with an id; the same rule comes once", async () => {
  await using w = await startNetworks();
  const { groupId: GroupId } = await smallNetwork(w.ec2);
  const allow = (...IpPermissions: IpPermission[]) =>
    w.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }),
    );
  const { SecurityGroupRules = [] } = await allow({
    ...web("10.9.9.9/8"),
    Ipv6Ranges: [{ CidrIpv6: "2001:DB8::1/32", Description: "six" }],
    UserIdGroupPairs: [{ GroupId }],
  });
  deepEqual(
    SecurityGroupRules.map(({ CidrIpv4, CidrIpv6, ReferencedGroupInfo }) =>
      [CidrIpv4, CidrIpv6, ReferencedGroupInfo?.GroupId].find(Boolean),
    ),
    ["10.0.0.0/8", "2001:db8::/32", GroupId],
  );
  match(SecurityGroupRules[0]?.SecurityGroupRuleId ?? "", /^sgr-[0-9a-f]{17}$/);
  await rejects(allow(web("10.0.0.0/8")), {
    name: "InvalidPermission.Duplicate",
    message:
      'the specified rule "peer: 10.0.0.0/8, TCP, from port: 443, to port: 443, ALLOW" already exists',
  });
  for (const wrong of [
    { ...web(), FromPort: 444 },
    { ...web(), ToPort: 70_000 },
    { ...web(), IpProtocol: "carrier-pigeon" },
    web("10.0.0.0/33"),
    { IpProtocol: "tcp", FromPort: 1, ToPort: 2 },
  ])
    await rejects(allow(wrong), { name: "InvalidParameterValue" });
  await rejects(
    allow({ IpProtocol: "-1", PrefixListIds: [{ PrefixListId: "pl-1" }] }),
    { name: "NotImplemented", message: "PrefixListId is not built." },
  );
  await rejects(
    allow(
      ...Array.from({ length: 58 }, (_, index) => web(`10.0.${index}.0/24`)),
    ),
    { name: "RulesPerSecurityGroupLimitExceeded" },
  );
});

test("a rule is changed, described and revoked by its id, or by what it says", async () => {
  await using w = await startNetworks();
  const { groupId: GroupId } = await smallNetwork(w.ec2);
  const { SecurityGroupRules: [rule] = [] } = await w.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [web()],
    }),
  );
  const SecurityGroupRuleId = rule?.SecurityGroupRuleId ?? "";
  await w.ec2.send(
    new ModifySecurityGroupRulesCommand({
      GroupId,
      SecurityGroupRules: [
        {
          SecurityGroupRuleId,
          SecurityGroupRule: {
            IpProtocol: "udp",
            FromPort: 53,
            ToPort: 53,
            CidrIpv4: "10.0.0.0/8",
          },
        },
      ],
    }),
  );
  await w.ec2.send(
    new UpdateSecurityGroupRuleDescriptionsIngressCommand({
      GroupId,
      SecurityGroupRuleDescriptions: [
        { SecurityGroupRuleId, Description: "names" },
      ],
    }),
  );
  const { SecurityGroupRules = [] } = await w.ec2.send(
    new DescribeSecurityGroupRulesCommand({
      SecurityGroupRuleIds: [SecurityGroupRuleId],
    }),
  );
  const [changed] = SecurityGroupRules;
  equal(changed?.IpProtocol, "udp");
  equal(changed?.Description, "names");

  const revoke = (IpPermissions: IpPermission[]) =>
    w.ec2.send(
      new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }),
    );
  await rejects(revoke([web()]), { name: "InvalidPermission.NotFound" });
  await rejects(
    w.ec2.send(
      new RevokeSecurityGroupEgressCommand({
        GroupId,
        SecurityGroupRuleIds: [SecurityGroupRuleId],
      }),
    ),
    { name: "InvalidSecurityGroupRuleId.NotFound" },
  );
  const { RevokedSecurityGroupRules } = await w.ec2.send(
    new RevokeSecurityGroupIngressCommand({
      GroupId,
      SecurityGroupRuleIds: [SecurityGroupRuleId],
    }),
  );
  equal(
    RevokedSecurityGroupRules?.[0]?.SecurityGroupRuleId,
    SecurityGroupRuleId,
  );
});

test("a group that another names as a peer stays", async () => {
  await using w = await startNetworks();
  const { vpcId: VpcId, groupId } = await smallNetwork(w.ec2);
  const { GroupId } = await w.ec2.send(
    new CreateSecurityGroupCommand({
      VpcId,
      GroupName: "database",
      Description: "named by app",
    }),
  );
  const rule = {
    GroupId: groupId,
    IpPermissions: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId }] }],
  };
  await w.ec2.send(new AuthorizeSecurityGroupEgressCommand(rule));
  await rejects(w.ec2.send(new DeleteSecurityGroupCommand({ GroupId })), {
    name: "DependencyViolation",
    message: `resource ${GroupId} has a dependent object`,
  });
  await w.ec2.send(new RevokeSecurityGroupEgressCommand(rule));
  await w.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
});

test("things are found by their tags, with wildcards, and in pages", async () => {
  await using w = await startNetworks();
  const { Vpc } = await w.ec2.send(
    new CreateVpcCommand({
      CidrBlock: "10.0.0.0/16",
      TagSpecifications: [
        { ResourceType: "vpc", Tags: [{ Key: "Name", Value: "blue-net" }] },
      ],
    }),
  );
  const VpcId = Vpc?.VpcId ?? "";
  const named = async (Name: string, Value: string) => {
    const { Vpcs = [] } = await w.ec2.send(
      new DescribeVpcsCommand({ Filters: [{ Name, Values: [Value] }] }),
    );
    return Vpcs.map((one) => one.VpcId);
  };
  deepEqual(await named("tag:Name", "blue-*"), [VpcId]);
  deepEqual(await named("tag:Name", "red-*"), []);
  deepEqual(await named("tag-key", "Name"), [VpcId]);
  await rejects(named("colour", "blue"), {
    name: "InvalidParameterValue",
    message: "The filter 'colour' is invalid",
  });

  await w.ec2.send(
    new CreateTagsCommand({
      Resources: [VpcId],
      Tags: [
        { Key: "team", Value: "gate" },
        { Key: "Name", Value: "green" },
      ],
    }),
  );
  await w.ec2.send(
    new DeleteTagsCommand({
      Resources: [VpcId],
      Tags: [{ Key: "team", Value: "other" }, { Key: "Name" }],
    }),
  );
  const { Tags } = await w.ec2.send(new DescribeTagsCommand({}));
  deepEqual(Tags, [
    { ResourceId: VpcId, ResourceType: "vpc", Key: "team", Value: "gate" },
  ]);
  await rejects(
    w.ec2.send(
      new CreateTagsCommand({
        Resources: [VpcId],
        Tags: [{ Key: "aws:mine", Value: "" }],
      }),
    ),
    { name: "InvalidParameterValue" },
  );
  await rejects(
    w.ec2.send(
      new CreateTagsCommand({
        Resources: ["i-0123456789abcdef0"],
        Tags: [{ Key: "a", Value: "b" }],
      }),
    ),
    { name: "InvalidID" },
  );

  const seen: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await w.ec2.send(
      new DescribeSubnetsCommand({ MaxResults: 5, NextToken }),
    );
    seen.push(...(page.Subnets ?? []).map(({ SubnetId }) => SubnetId));
    ({ NextToken } = page);
  } while (NextToken);
  equal(new Set(seen).size, 6);
  equal(seen.length, 6);
  await rejects(
    w.ec2.send(new DescribeSubnetsCommand({ NextToken: "garbage" })),
    { name: "InvalidParameterValue" },
  );
});

test("a refusal is EC2's own, and carries the message that tells why; a dry run tells what would be", async () => {
  await using w = await startNetworks();
  const user = await makeUser(w.cloud, "clara", allowing("ec2:DescribeVpcs"));
  const ec2 = ec2Of(w.cloud.url, user.keys);
  const create = (DryRun: boolean) =>
    new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", DryRun });
  const refusal = await ec2.send(create(true)).then(
    () => undefined,
    (error: Error) => error,
  );
  equal(refusal?.name, "UnauthorizedOperation");
  const [, words, message] =
    /^(You are not authorized to perform this operation\. User: .* is not authorized to perform: ec2:CreateVpc on resource: arn:aws:ec2:us-east-1:\d+:vpc\/\* because no identity-based policy allows the ec2:CreateVpc action)\. Encoded authorization failure message: (\S+)$/.exec(
      refusal?.message ?? "",
    ) ?? [];
  ok(words, refusal?.message);
  const { DecodedMessage = "" } = await w.cloud.sts.send(
    new DecodeAuthorizationMessageCommand({ EncodedMessage: message }),
  );
  equal(
    (JSON.parse(DecodedMessage) as { context: { action: string } }).context
      .action,
    "ec2:CreateVpc",
  );
  await rejects(w.ec2.send(create(true)), {
    name: "DryRunOperation",
    message: "Request would have succeeded, but DryRun flag is set.",
  });
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  equal(Vpcs.length, 1);
  ec2.destroy();
});

test("one account's networks are not another's", async () => {
  await using w = await startNetworks();
  const { vpcId } = await smallNetwork(w.ec2);
  const other = await w.cloud.account("111122223333");
  const ec2 = ec2Of(w.cloud.url, other.keys);
  await rejects(ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] })), {
    name: "InvalidVpcID.NotFound",
  });
  const [mine, theirs] = await Promise.all(
    [w.ec2, ec2].map(async (client) => {
      const { Vpcs = [] } = await client.send(
        new DescribeVpcsCommand({
          Filters: [{ Name: "is-default", Values: ["true"] }],
        }),
      );
      return Vpcs[0]?.VpcId;
    }),
  );
  ok(mine !== theirs);
  ec2.destroy();
});
