import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import {
  AuthorizeSecurityGroupEgressCommand,
  CreateNetworkAclEntryCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  DeleteNetworkInterfaceCommand,
  DeleteRouteCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  RevokeSecurityGroupEgressCommand,
} from "@aws-sdk/client-ec2";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { runnerOf } from "../invocation/runner.ts";
import {
  ec2Of,
  smallNetwork,
  wayToTheInternet,
} from "../../ec2/testing/network.ts";
import {
  executionRole,
  nodeFunction,
  packageOf,
} from "../testing/functions.ts";

const ATTACHING = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DeleteNetworkInterface",
];
const LOGGING = [
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
];

/** A platform with EC2's client, a small network, and a role that may attach functions to it. */
async function world() {
  const cloud = await startCloud();
  const ec2 = ec2Of(cloud.url, cloud.running.rootKey);
  const network = await smallNetwork(ec2);
  const role = await executionRole(
    cloud,
    "in-vpc",
    allowing([...ATTACHING, ...LOGGING]),
  );
  const VpcConfig = {
    SubnetIds: [network.subnetId],
    SecurityGroupIds: [network.groupId],
  };
  const interfaces = async () => {
    const { NetworkInterfaces = [] } = await ec2.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: "interface-type", Values: ["lambda"] }],
      }),
    );
    return NetworkInterfaces;
  };
  return {
    cloud,
    ec2,
    ...network,
    role,
    VpcConfig,
    interfaces,
    async [Symbol.asyncDispose]() {
      ec2.destroy();
      await cloud[Symbol.asyncDispose]();
    },
  };
}

test("a function in a VPC says which, and its network interface is there until the last version is gone", async () => {
  await using w = await world();
  const { lambda } = w.cloud;
  const made = await lambda.send(
    new CreateFunctionCommand({
      ...nodeFunction("inside", w.role),
      VpcConfig: w.VpcConfig,
    }),
  );
  deepEqual(made.VpcConfig, {
    ...w.VpcConfig,
    VpcId: w.vpcId,
    Ipv6AllowedForDualStack: false,
  });
  const [first, ...more] = await w.interfaces();
  deepEqual(more, []);
  equal(first?.Status, "in-use");
  equal(first?.SubnetId, w.subnetId);
  match(first?.Description ?? "", /^AWS Lambda VPC ENI-inside-/);

  // Another function with the same subnet and groups shares it.
  await lambda.send(
    new CreateFunctionCommand({
      ...nodeFunction("neighbour", w.role),
      VpcConfig: w.VpcConfig,
    }),
  );
  equal((await w.interfaces()).length, 1);
  await lambda.send(new DeleteFunctionCommand({ FunctionName: "neighbour" }));
  equal((await w.interfaces()).length, 1);

  const inUse = [
    w.ec2.send(new DeleteSecurityGroupCommand({ GroupId: w.groupId })),
    w.ec2.send(new DeleteSubnetCommand({ SubnetId: w.subnetId })),
  ];
  for (const refused of inUse)
    await rejects(refused, { name: "DependencyViolation" });
  await rejects(
    w.ec2.send(
      new DeleteNetworkInterfaceCommand({
        NetworkInterfaceId: first?.NetworkInterfaceId,
      }),
    ),
    { name: "InvalidParameterValue", message: /currently in use/ },
  );

  // A published version keeps its network when $LATEST leaves it.
  await lambda.send(new PublishVersionCommand({ FunctionName: "inside" }));
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: "inside",
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
    }),
  );
  const latest = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: "inside" }),
  );
  equal(latest.VpcConfig?.VpcId, "");
  equal((await w.interfaces()).length, 1);
  await lambda.send(
    new DeleteFunctionCommand({ FunctionName: "inside", Qualifier: "1" }),
  );
  deepEqual(await w.interfaces(), []);

  await w.ec2.send(new DeleteSecurityGroupCommand({ GroupId: w.groupId }));
  await w.ec2.send(new DeleteSubnetCommand({ SubnetId: w.subnetId }));
});

test("subnets and groups must be there, together and in one VPC, in Lambda's words", async () => {
  await using w = await world();
  const other = await smallNetwork(w.ec2, "10.30.0.0/16");
  const create = (SubnetIds: string[], SecurityGroupIds: string[]) =>
    w.cloud.lambda.send(
      new CreateFunctionCommand({
        ...nodeFunction("refused", w.role),
        VpcConfig: { SubnetIds, SecurityGroupIds },
      }),
    );
  const name = "InvalidParameterValueException";
  const { subnetId, groupId } = w;
  await rejects(create(["subnet-0123456789abcdef0"], [groupId]), {
    name,
    message:
      "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID 'subnet-0123456789abcdef0' does not exist",
  });
  await rejects(create([subnetId], ["sg-0123456789abcdef0"]), {
    name,
    message: /EC2 Error Code: InvalidGroup\.NotFound/,
  });
  await rejects(create([subnetId], []), {
    name,
    message: "SubnetIds and SecurityIds must coexist or be both empty list.",
  });
  await rejects(create([subnetId, other.subnetId], [groupId]), {
    name,
    message: "Subnets are required to be in the same VPC.",
  });
  await rejects(create([subnetId], [other.groupId]), {
    name,
    message: "Security Groups are required to be in the same VPC.",
  });
  deepEqual(await w.interfaces(), []);
});

test("the execution role must be able to attach the function, and its maker to see the subnets", async () => {
  await using w = await world();
  const create = (role: string, by = w.cloud.lambda) =>
    by.send(
      new CreateFunctionCommand({
        ...nodeFunction("attached", role),
        VpcConfig: w.VpcConfig,
      }),
    );
  const poor = await executionRole(w.cloud, "poor", allowing(LOGGING));
  await rejects(create(poor), {
    name: "InvalidParameterValueException",
    message:
      "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
  });
  const blind = await makeUser(
    w.cloud,
    "blind",
    allowing(["lambda:*", "iam:PassRole"]),
  );
  await rejects(create(w.role, blind.lambda), {
    name: "InvalidParameterValueException",
    message:
      /^Your access has been denied by EC2, please make sure your request credentials have permission to DescribeSubnets .*UnauthorizedOperation/,
  });
  await create(w.role);
  await rejects(
    w.cloud.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "attached",
        Role: poor,
      }),
    ),
    { name: "InvalidParameterValueException" },
  );
});

test("a full subnet takes no further function", async () => {
  await using w = await world();
  const { Subnet } = await w.ec2.send(
    new CreateSubnetCommand({ VpcId: w.vpcId, CidrBlock: "10.20.9.0/28" }),
  );
  const groups = await Promise.all(
    Array.from({ length: 12 }, async (_, index) => {
      const { GroupId = "" } = await w.ec2.send(
        new CreateSecurityGroupCommand({
          VpcId: w.vpcId,
          GroupName: `group-${index}`,
          Description: "one of many",
        }),
      );
      return GroupId;
    }),
  );
  const refused: string[] = [];
  for (const [index, group] of groups.entries())
    await w.cloud.lambda
      .send(
        new CreateFunctionCommand({
          ...nodeFunction(`many-${index}`, w.role),
          VpcConfig: {
            SubnetIds: [Subnet?.SubnetId ?? ""],
            SecurityGroupIds: [group],
          },
        }),
      )
      .catch(({ name }: Error) => refused.push(name));
  deepEqual(refused, ["SubnetIPAddressLimitReachedException"]);
});

/** Connects to where its event says, and tells what came of it. */
const CALLER = `
import net from "node:net";
export const handler = ({ host, port }) => new Promise((resolve) => {
  const socket = net.connect({ host, port });
  let text = "";
  socket.on("data", (piece) => (text += piece));
  socket.on("error", ({ code }) => resolve(code));
  socket.on("end", () => resolve(text));
});`;

const PYTHON_CALLER = `
import socket
def handler(event, context):
    try:
        with socket.create_connection((event["host"], event["port"]), 10) as it:
            return it.recv(100).decode()
    except ConnectionResetError:
        return "ECONNRESET"
`;

const OUTER = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

test("a connection leaves where rule, ACL and route allow it, and not where one of them does not", async (t) => {
  await using w = await world();
  const { cloud, ec2 } = w;
  const skip = await reasonToSkip(cloud);
  if (skip !== undefined) {
    t.skip(skip);
    process.stderr.write(`${skip}\n`);
    return;
  }
  await using there = await listening();
  const host = OUTER ?? "";
  const { port } = there;
  const way = await wayToTheInternet(ec2, w);
  cloud.advance(5);
  const code = {
    node: packageOf(CALLER),
    python: packageOf({ "index.py": PYTHON_CALLER }),
  };
  for (const [FunctionName, ZipFile, Runtime] of [
    ["node", code.node, "nodejs24.x"],
    ["python", code.python, "python3.11"],
  ] as const)
    await cloud.lambda.send(
      new CreateFunctionCommand({
        ...nodeFunction(FunctionName, w.role, ZipFile),
        Runtime,
        Timeout: 30,
        VpcConfig: w.VpcConfig,
      }),
    );
  const answer = async (FunctionName: string, to = port) => {
    const { Payload } = await cloud.lambda.send(
      new InvokeCommand({
        FunctionName,
        Payload: JSON.stringify({ host, port: to }),
      }),
    );
    return JSON.parse(Payload?.transformToString() ?? "null") as unknown;
  };
  const both = async () => [await answer("node"), await answer("python")];
  const REACHED = ["hello", "hello"];
  const REFUSED = ["ECONNRESET", "ECONNRESET"];

  // The rule that every new group has allows everything.
  deepEqual(await both(), REACHED);

  const all = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
  const { groupId: GroupId } = w;
  await ec2.send(
    new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [all] }),
  );
  deepEqual(await both(), REFUSED, "no rule");

  const allow = (from: number, to: number, CidrIp: string) =>
    ec2.send(
      new AuthorizeSecurityGroupEgressCommand({
        GroupId,
        IpPermissions: [
          {
            IpProtocol: "tcp",
            FromPort: from,
            ToPort: to,
            IpRanges: [{ CidrIp }],
          },
        ],
      }),
    );
  await allow(port, port, "198.18.0.0/15");
  deepEqual(await both(), REFUSED, "a rule for another block");
  await allow(1, 2, `${host}/32`);
  deepEqual(await both(), REFUSED, "a rule for other ports");
  await allow(port, port, `${host}/32`);
  deepEqual(await both(), REACHED, "the rule");
  equal(await answer("node", 3), "ECONNRESET", "no rule for this port");

  const { NetworkAcls = [] } = await ec2.send(
    new DescribeNetworkAclsCommand({
      Filters: [{ Name: "vpc-id", Values: [w.vpcId] }],
    }),
  );
  const NetworkAclId = NetworkAcls[0]?.NetworkAclId;
  await ec2.send(
    new CreateNetworkAclEntryCommand({
      NetworkAclId,
      RuleNumber: 50,
      Egress: true,
      Protocol: "tcp",
      RuleAction: "deny",
      CidrBlock: `${host}/32`,
      PortRange: { From: port, To: port },
    }),
  );
  deepEqual(await both(), REFUSED, "an ACL's entry denies");
  await ec2.send(
    new CreateNetworkAclEntryCommand({
      NetworkAclId,
      RuleNumber: 40,
      Egress: true,
      Protocol: "tcp",
      RuleAction: "allow",
      CidrBlock: `${host}/32`,
      PortRange: { From: port, To: port },
    }),
  );
  deepEqual(await both(), REACHED, "an earlier entry allows");

  await ec2.send(
    new DeleteRouteCommand({
      RouteTableId: way.routeTableId,
      DestinationCidrBlock: "0.0.0.0/0",
    }),
  );
  deepEqual(await both(), REFUSED, "no route");

  await cloud.settled();
  const { events = [] } = await cloud.logs.send(
    new FilterLogEventsCommand({
      logGroupName: "/aws/lambda/node",
      logStreamNamePrefix: "eni-",
    }),
  );
  const told = events.map(({ message = "" }) => message);
  ok(told.some((text) => text.includes(`no egress rule of ${GroupId} allows`)));
  ok(told.some((text) => text.includes(`entry 50 of ${NetworkAclId} denies`)));
  ok(told.some((text) => text.includes("has no route for it")));
});

test("a function without a VPC reaches the platform alone", async (t) => {
  await using w = await world();
  const skip = await reasonToSkip(w.cloud);
  if (skip !== undefined) {
    t.skip(skip);
    return;
  }
  await using there = await listening();
  await w.cloud.lambda.send(
    new CreateFunctionCommand(
      nodeFunction("outside", w.role, packageOf(CALLER)),
    ),
  );
  const { Payload } = await w.cloud.lambda.send(
    new InvokeCommand({
      FunctionName: "outside",
      Payload: JSON.stringify({ host: OUTER, port: there.port }),
    }),
  );
  equal(Payload?.transformToString(), '"ENETUNREACH"');
});

/** A listener on every address of this machine that says hello. */
async function listening() {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end("hello");
  });
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  const address = server.address();
  return {
    port: address && typeof address === "object" ? address.port : 0,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

async function reasonToSkip(cloud: Cloud): Promise<string | undefined> {
  if (OUTER === undefined)
    return "NOT TESTED: this machine has no address but its loopback.";
  const { platform } = cloud.running;
  const { sandbox } = runnerOf(platform.facts, platform.clock.now);
  const { driver } = await sandbox.isolation();
  return driver === "bubblewrap"
    ? undefined
    : "NOT TESTED: functions are not isolated here (apt-get install bubblewrap iproute2 nftables).";
}
