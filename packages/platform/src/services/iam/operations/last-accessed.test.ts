import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  CreateGroupCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  ListPoliciesGrantingServiceAccessCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  type AccessAdvisorUsageGranularityType,
} from "@aws-sdk/client-iam";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { catalogue } from "../../../catalogue.ts";
import { uses } from "../../../core/identity/uses.ts";
import { Table } from "../../../core/table.ts";
import { UnitOfWork } from "../../../store/unit-of-work.ts";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  policyOf,
  removeUser,
  sessionOf,
  trusting,
} from "../../../../testing/principals.ts";
import { TRACKED_SERVICES } from "../last-accessed/tracked-services.ts";

const VIEW = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";

const report = async (
  who: Clients,
  Arn: string,
  Granularity?: AccessAdvisorUsageGranularityType,
) => {
  const { JobId } = await who.iam.send(
    new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity }),
  );
  return who.iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }));
};

void test("a report lists the services that a user may use, and tells when it last tried to", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(
    cloud,
    "ada",
    allowing(["iam:ListUsers", "s3:*", "ec2:Describe*"]),
  );
  await ada.iam.send(new ListUsersCommand({}));

  const answer = await report(cloud, ada.arn);
  assert.equal(answer.JobStatus, "COMPLETED");
  assert.equal(answer.JobType, "SERVICE_LEVEL");
  const services = answer.ServicesLastAccessed ?? [];
  assert.deepEqual(
    services.map(({ ServiceNamespace, ServiceName }) => [
      ServiceNamespace,
      ServiceName,
    ]),
    [
      ["ec2", "Amazon EC2"],
      ["iam", "AWS Identity and Access Management (IAM)"],
      ["s3", "Amazon S3"],
    ],
  );
  const [ec2, iam] = services;
  assert.equal(iam?.LastAuthenticatedEntity, ada.arn);
  assert.equal(iam?.LastAuthenticatedRegion, "us-east-1");
  assert.equal(iam?.TotalAuthenticatedEntities, 1);
  assert.ok(iam.LastAuthenticated);
  assert.equal(ec2?.LastAuthenticated, undefined);
  assert.equal(ec2?.TotalAuthenticatedEntities, 0);
});

void test("a report of actions tells of each that is allowed whether it was used; refused attempts count as well", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(
    cloud,
    "ada",
    policyOf(
      { Effect: "Allow", Action: "iam:List*", Resource: "*" },
      { Effect: "Deny", Action: "iam:ListRoles", Resource: "*" },
    ),
  );
  await ada.iam.send(new ListUsersCommand({}));
  await assert.rejects(ada.iam.send(new ListRolesCommand({})));
  await assert.rejects(ada.s3.send(new ListBucketsCommand({})));

  const answer = await report(cloud, ada.arn, "ACTION_LEVEL");
  const [iam, ...others] = answer.ServicesLastAccessed ?? [];
  // AWS lists what the policies allow: nothing of S3.
  assert.deepEqual(others, []);
  const used = iam?.TrackedActionsLastAccessed?.filter(
    ({ LastAccessedTime }) => LastAccessedTime !== undefined,
  );
  assert.deepEqual(
    used?.map(({ ActionName, LastAccessedEntity }) => [
      ActionName,
      LastAccessedEntity,
    ]),
    [
      ["ListRoles", ada.arn],
      ["ListUsers", ada.arn],
    ],
  );
  const names =
    iam?.TrackedActionsLastAccessed?.map(({ ActionName }) => ActionName) ?? [];
  assert.ok(names.includes("ListGroups"));
  assert.ok(!names.includes("CreateUser"));
});

void test("a role's use is that of its sessions; the report stands still, the next one moves on", async () => {
  await using cloud = await startCloud();
  const role = await makeRole(
    cloud,
    "worker",
    trusting(`arn:aws:iam::${cloud.accountId}:root`),
    allowing(["s3:*", "lambda:*"]),
  );
  const ada = await makeUser(cloud, "ada", allowing("sts:AssumeRole"));
  const worker = cloud.as(await sessionOf(ada, role));
  await worker.s3.send(new ListBucketsCommand({}));
  const lastUse = async (namespace: string) =>
    (await report(cloud, role)).ServicesLastAccessed?.find(
      ({ ServiceNamespace }) => ServiceNamespace === namespace,
    );

  const before = await lastUse("s3");
  assert.equal(before?.LastAuthenticatedEntity, role);
  assert.equal((await lastUse("lambda"))?.LastAuthenticated, undefined);

  cloud.advance(600);
  await worker.s3.send(new ListBucketsCommand({}));
  await worker.lambda.send(new ListFunctionsCommand({}));
  const after = await lastUse("s3");
  const passed =
    Number(after?.LastAuthenticated) - Number(before.LastAuthenticated);
  assert.ok(passed >= 599_000, `${passed}`);
  assert.ok((await lastUse("lambda"))?.LastAuthenticated);
});

void test("a policy's report tells who uses what it grants: users, members of groups, and roles", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const bob = await makeUser(cloud, "bob");
  await cloud.iam.send(new CreateGroupCommand({ GroupName: "viewers" }));
  for (const { userName: UserName } of [ada, bob])
    await cloud.iam.send(
      new AddUserToGroupCommand({ GroupName: "viewers", UserName }),
    );
  await cloud.iam.send(
    new AttachGroupPolicyCommand({ GroupName: "viewers", PolicyArn: VIEW }),
  );
  const role = await makeRole(
    cloud,
    "worker",
    trusting(`arn:aws:iam::${cloud.accountId}:root`),
  );
  await cloud.iam.send(
    new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn: VIEW }),
  );
  await ada.s3.send(new ListBucketsCommand({}));

  for (const Arn of [VIEW, `arn:aws:iam::${cloud.accountId}:group/viewers`]) {
    const { JobId } = await cloud.iam.send(
      new GenerateServiceLastAccessedDetailsCommand({ Arn }),
    );
    const { EntityDetailsList } = await cloud.iam.send(
      new GetServiceLastAccessedDetailsWithEntitiesCommand({
        JobId,
        ServiceNamespace: "s3",
      }),
    );
    assert.deepEqual(
      EntityDetailsList?.map(({ EntityInfo, LastAuthenticated }) => [
        EntityInfo?.Arn,
        EntityInfo?.Type,
        LastAuthenticated !== undefined,
      ]),
      [
        ...(Arn === VIEW ? [[role, "ROLE", false]] : []),
        [ada.arn, "USER", true],
        [bob.arn, "USER", false],
      ],
    );
  }
});

void test("reports come in pages, and only to those who may see them", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(
    cloud,
    "ada",
    allowing(["s3:*", "ec2:*", "sqs:*"]),
  );
  const { JobId } = await cloud.iam.send(
    new GenerateServiceLastAccessedDetailsCommand({ Arn: ada.arn }),
  );
  const page = async (Marker?: string) => {
    const answer = await cloud.iam.send(
      new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: 2, Marker }),
    );
    return {
      names: answer.ServicesLastAccessed?.map((one) => one.ServiceNamespace),
      marker: answer.Marker,
      more: answer.IsTruncated,
    };
  };
  const first = await page();
  const second = await page(first.marker);
  assert.deepEqual([first.names, second.names], [["ec2", "s3"], ["sqs"]]);
  assert.deepEqual([first.more, second.more], [true, false]);

  await assert.rejects(report(ada, ada.arn), { name: "AccessDenied" });
  const other = await cloud.account("222222222222");
  const MISSING = { name: "NoSuchEntityException" };
  await assert.rejects(
    other.iam.send(new GetServiceLastAccessedDetailsCommand({ JobId })),
    MISSING,
  );
  await assert.rejects(report(cloud, `${ada.arn}-else`), MISSING);
});

void test("the policies that grant a service are told with their holders", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("s3:*"));
  await cloud.iam.send(new CreateGroupCommand({ GroupName: "viewers" }));
  await cloud.iam.send(
    new AddUserToGroupCommand({ GroupName: "viewers", UserName: "ada" }),
  );
  await cloud.iam.send(
    new AttachGroupPolicyCommand({ GroupName: "viewers", PolicyArn: VIEW }),
  );
  await cloud.iam.send(
    new PutGroupPolicyCommand({
      GroupName: "viewers",
      PolicyName: "but-s3",
      PolicyDocument: policyOf({
        Effect: "Allow",
        NotAction: "s3:*",
        Resource: "*",
      }),
    }),
  );
  const granting = async (...ServiceNamespaces: string[]) => {
    const answer = await cloud.iam.send(
      new ListPoliciesGrantingServiceAccessCommand({
        Arn: ada.arn,
        ServiceNamespaces,
      }),
    );
    return answer.PoliciesGrantingServiceAccess;
  };
  assert.deepEqual(await granting("s3", "sqs"), [
    {
      ServiceNamespace: "s3",
      Policies: [
        {
          PolicyName: "own",
          PolicyType: "INLINE",
          EntityType: "USER",
          EntityName: "ada",
        },
        {
          PolicyName: "AmazonS3ReadOnlyAccess",
          PolicyType: "MANAGED",
          PolicyArn: VIEW,
        },
      ],
    },
    {
      ServiceNamespace: "sqs",
      Policies: [
        {
          PolicyName: "but-s3",
          PolicyType: "INLINE",
          EntityType: "GROUP",
          EntityName: "viewers",
        },
      ],
    },
  ]);
  await assert.rejects(granting("s4"), { name: "InvalidInputException" });
});

void test("actions are told one by one of every service that the platform serves", () => {
  assert.deepEqual(
    [...TRACKED_SERVICES].toSorted(),
    catalogue.map(({ name }) => name).toSorted(),
  );
});

void test("what a user did is forgotten with it; one of the same name begins anew", async () => {
  await using cloud = await startCloud();
  const granted = allowing("s3:*");
  const first = await makeUser(cloud, "ada", granted);
  await first.s3.send(new ListBucketsCommand({}));
  await removeUser(cloud, first);
  const second = await makeUser(cloud, "ada", granted);

  const [s3] = (await report(cloud, second.arn)).ServicesLastAccessed ?? [];
  assert.equal(s3?.ServiceNamespace, "s3");
  assert.equal(s3?.TotalAuthenticatedEntities, 0);
  const { platform } = cloud.running;
  const place = { accountId: cloud.accountId, region: "" };
  const { rows } = await new Table(
    uses,
    new UnitOfWork(platform.store),
    place,
  ).list();
  assert.ok(rows.length > 0);
  assert.ok(!rows.some(({ principalArn }) => principalArn === first.arn));
});
