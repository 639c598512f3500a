import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteServiceLinkedRoleCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  UpdateRoleCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  policyOf,
  sessionOf,
  trusting,
  trustingService,
} from "../../../../testing/principals.ts";

const TRUST = trustingService("lambda.amazonaws.com");

async function trustOf(cloud: Clients, RoleName: string): Promise<string> {
  const { Role } = await cloud.iam.send(new GetRoleCommand({ RoleName }));
  return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
}

void test("a role is what it was made as, and what it was updated to", async () => {
  await using cloud = await startCloud();
  const { Role } = await cloud.iam.send(
    new CreateRoleCommand({
      RoleName: "worker",
      Path: "/service/",
      AssumeRolePolicyDocument: TRUST,
      Description: "works",
      MaxSessionDuration: 7200,
      Tags: [{ Key: "team", Value: "blue" }],
    }),
  );
  assert.match(Role?.RoleId ?? "", /^AROA[A-Z2-7]{17}$/);
  assert.equal(
    Role?.Arn,
    `arn:aws:iam::${cloud.accountId}:role/service/worker`,
  );
  const got = await cloud.iam.send(new GetRoleCommand({ RoleName: "worker" }));
  assert.deepEqual(got.Role, { ...Role, RoleLastUsed: {} });
  assert.equal(await trustOf(cloud, "worker"), TRUST);

  await cloud.iam.send(
    new UpdateRoleCommand({ RoleName: "worker", MaxSessionDuration: 3600 }),
  );
  const updated = await cloud.iam.send(
    new GetRoleCommand({ RoleName: "worker" }),
  );
  assert.equal(updated.Role?.MaxSessionDuration, 3600);
  assert.equal(updated.Role?.Description, "works");
  const { Roles } = await cloud.iam.send(
    new ListRolesCommand({ PathPrefix: "/service/" }),
  );
  assert.deepEqual(
    Roles?.map(({ RoleName }) => RoleName),
    ["worker"],
  );
});

void test("a principal that does not exist cannot be trusted; one that exists is shown by its ARN, renamed or not", async () => {
  await using cloud = await startCloud();
  const missing = `arn:aws:iam::${cloud.accountId}:role/missing`;
  await assert.rejects(makeRole(cloud, "worker", trusting(missing)), {
    name: "MalformedPolicyDocumentException",
    message: `Invalid principal in policy: "AWS":"${missing}"`,
  });

  const ada = await makeUser(cloud, "ada");
  const document = policyOf({
    Sid: "both",
    Effect: "Allow",
    Principal: {
      Service: "lambda.amazonaws.com",
      AWS: [ada.arn, cloud.accountId],
    },
    Action: "sts:AssumeRole",
  });
  await makeRole(cloud, "worker", document);
  assert.equal(await trustOf(cloud, "worker"), document);
  await cloud.iam.send(
    new UpdateUserCommand({ UserName: "ada", NewUserName: "countess" }),
  );
  assert.equal(
    await trustOf(cloud, "worker"),
    document.replace("user/ada", "user/countess"),
  );
  await sessionOf(ada, `arn:aws:iam::${cloud.accountId}:role/worker`);
});

void test("the trust policy of a role has its own limit", async () => {
  await using cloud = await startCloud();
  const long = (length: number) =>
    trusting(cloud.accountId, {
      StringEquals: { "sts:ExternalId": "x".repeat(length) },
    });
  await makeRole(cloud, "fits", long(1800));
  await assert.rejects(makeRole(cloud, "worker", long(2048)), {
    name: "LimitExceededException",
    message: "Cannot exceed quota for ACLSizePerRole: 2048",
  });
});

void test("a role is deleted only after all it holds", async () => {
  await using cloud = await startCloud();
  await makeRole(cloud, "worker", TRUST);
  const of = { RoleName: "worker", PolicyName: "own" };
  await cloud.iam.send(
    new PutRolePolicyCommand({ ...of, PolicyDocument: allowing("s3:*") }),
  );
  const drop = () =>
    cloud.iam.send(new DeleteRoleCommand({ RoleName: "worker" }));

  await assert.rejects(drop(), {
    name: "DeleteConflictException",
    message: "Cannot delete entity, must delete policies first.",
  });
  await cloud.iam.send(new DeleteRolePolicyCommand(of));
  await drop();
  await assert.rejects(drop(), {
    name: "NoSuchEntityException",
    message: "The role with name worker cannot be found.",
  });
});

void test("putting a role into an instance profile takes iam:PassRole for EC2", async () => {
  await using cloud = await startCloud();
  const roleArn = await makeRole(cloud, "worker", TRUST);
  const add = {
    Effect: "Allow",
    Action: "iam:AddRoleToInstanceProfile",
    Resource: "*",
  };
  const passTo = (service: string) => ({
    Effect: "Allow",
    Action: "iam:PassRole",
    Resource: roleArn,
    Condition: { StringEquals: { "iam:PassedToService": service } },
  });
  const ada = await makeUser(
    cloud,
    "ada",
    policyOf(add, passTo("ec2.amazonaws.com")),
  );
  const bob = await makeUser(
    cloud,
    "bob",
    policyOf(add, passTo("lambda.amazonaws.com")),
  );
  const profile = { InstanceProfileName: "servers" };
  await cloud.iam.send(new CreateInstanceProfileCommand(profile));
  const addAs = (who: Clients) =>
    who.iam.send(
      new AddRoleToInstanceProfileCommand({ ...profile, RoleName: "worker" }),
    );

  await assert.rejects(addAs(bob), {
    name: "AccessDenied",
    message: /iam:PassRole/,
  });
  await addAs(ada);
  await assert.rejects(addAs(ada), { name: "LimitExceededException" });

  const { InstanceProfile } = await cloud.iam.send(
    new GetInstanceProfileCommand(profile),
  );
  assert.deepEqual(
    InstanceProfile?.Roles?.map(({ RoleName }) => RoleName),
    ["worker"],
  );
  const { InstanceProfiles } = await cloud.iam.send(
    new ListInstanceProfilesForRoleCommand({ RoleName: "worker" }),
  );
  assert.equal(InstanceProfiles?.length, 1);
  await assert.rejects(
    cloud.iam.send(new DeleteRoleCommand({ RoleName: "worker" })),
    {
      message:
        "Cannot delete entity, must remove roles from instance profile first.",
    },
  );
  await assert.rejects(
    cloud.iam.send(new DeleteInstanceProfileCommand(profile)),
    {
      name: "DeleteConflictException",
    },
  );
  await cloud.iam.send(
    new RemoveRoleFromInstanceProfileCommand({
      ...profile,
      RoleName: "worker",
    }),
  );
  await cloud.iam.send(new DeleteInstanceProfileCommand(profile));
  await cloud.iam.send(new DeleteRoleCommand({ RoleName: "worker" }));
});

void test("a role tells when it was used last", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const roleArn = await makeRole(
    cloud,
    "worker",
    trusting(ada.arn),
    allowing("iam:ListUsers"),
  );
  await cloud
    .as(await sessionOf(ada, roleArn))
    .iam.send(new ListUsersCommand({}));
  const { Role } = await cloud.iam.send(
    new GetRoleCommand({ RoleName: "worker" }),
  );
  assert.equal(Role?.RoleLastUsed?.Region, "us-east-1");
});

void test("a service-linked role is its service's: nobody else changes it", async () => {
  await using cloud = await startCloud();
  const AWSServiceName = "config.amazonaws.com";
  const { Role } = await cloud.iam.send(
    new CreateServiceLinkedRoleCommand({ AWSServiceName }),
  );
  const RoleName = Role?.RoleName ?? "";
  assert.equal(Role?.Path, "/aws-service-role/config.amazonaws.com/");

  await assert.rejects(
    cloud.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName })),
    { name: "InvalidInputException" },
  );
  for (const change of [
    new DeleteRoleCommand({ RoleName }),
    new AttachRolePolicyCommand({
      RoleName,
      PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
    }),
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: "own",
      PolicyDocument: allowing("*"),
    }),
  ])
    await assert.rejects(cloud.iam.send(change as DeleteRoleCommand), {
      name: "UnmodifiableEntityException",
    });

  const { DeletionTaskId } = await cloud.iam.send(
    new DeleteServiceLinkedRoleCommand({ RoleName }),
  );
  const { Status } = await cloud.iam.send(
    new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }),
  );
  assert.equal(Status, "SUCCEEDED");
  await assert.rejects(cloud.iam.send(new GetRoleCommand({ RoleName })), {
    name: "NoSuchEntityException",
  });
});
