import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateServiceLinkedRoleCommand,
  ListRolesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListTargetsForPolicyCommand,
  MoveAccountCommand,
  UpdatePolicyCommand,
} from "@aws-sdk/client-organizations";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { serviceCaller } from "../../core/caller.ts";
import { internalRequest } from "../../gateway/request-context.ts";
import { startCloud, type Clients } from "../../../testing/cloud.ts";
import {
  allowing,
  denying,
  makeRole,
  makeUser,
  policyOf,
  sessionOf,
} from "../../../testing/principals.ts";
import {
  attachNew,
  enter,
  makeAccount,
  makeOrganization,
  makeUnit,
} from "./testing/organization.ts";

const SCP = "SERVICE_CONTROL_POLICY";
const RCP = "RESOURCE_CONTROL_POLICY";

const listUsers = (who: Clients) => who.iam.send(new ListUsersCommand({}));
const listRoles = (who: Clients) => who.iam.send(new ListRolesCommand({}));

void test("a service control policy binds every account below, its root user too, and never the management account", async () => {
  await using cloud = await startCloud();
  const { orgId, rootId } = await makeOrganization(cloud, SCP);
  const accountId = await makeAccount(cloud, "dev");
  const inside = await enter(cloud, accountId);
  const root = await cloud.account(accountId);
  await listUsers(inside);
  await listUsers(root);

  const PolicyId = await attachNew(
    cloud,
    SCP,
    denying("iam:ListUsers"),
    rootId,
  );
  const denial = {
    name: "AccessDenied",
    message: new RegExp(
      `with an explicit deny in a service control policy: arn:aws:organizations::${cloud.accountId}:policy/${orgId}/service_control_policy/${PolicyId}`,
    ),
  };
  await assert.rejects(listUsers(inside), denial);
  await assert.rejects(listUsers(root), denial);
  await listRoles(inside);
  await listUsers(cloud);

  await cloud.organizations.send(
    new UpdatePolicyCommand({ PolicyId, Content: denying("iam:ListRoles") }),
  );
  await listUsers(inside);
  await assert.rejects(listRoles(inside), { name: "AccessDenied" });
  await cloud.organizations.send(
    new DetachPolicyCommand({ PolicyId, TargetId: rootId }),
  );
  await listRoles(inside);
});

void test("every level from the root to the account must allow", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(cloud, SCP);
  const unit = await makeUnit(cloud, rootId, "Workloads");
  const accountId = await makeAccount(cloud, "dev");
  const inside = await enter(cloud, accountId);
  await attachNew(cloud, SCP, allowing("iam:ListUsers"), unit);
  await cloud.organizations.send(
    new DetachPolicyCommand({ PolicyId: "p-FullAWSAccess", TargetId: unit }),
  );
  await listRoles(inside);

  const move = (SourceParentId: string, DestinationParentId: string) =>
    cloud.organizations.send(
      new MoveAccountCommand({
        AccountId: accountId,
        SourceParentId,
        DestinationParentId,
      }),
    );
  await move(rootId, unit);
  await listUsers(inside);
  await assert.rejects(
    listRoles(inside),
    /because no service control policy allows the iam:ListRoles action/,
  );
  await move(unit, rootId);
  await listRoles(inside);
});

void test("a service control policy permits nothing by itself", async () => {
  await using cloud = await startCloud();
  await makeOrganization(cloud, SCP);
  const inside = await enter(cloud, await makeAccount(cloud, "dev"));
  const user = await makeUser(cloud, "poor", undefined, inside);
  await assert.rejects(listUsers(user), /no identity-based policy allows/);
});

void test("a service-linked role is not bound by service control policies", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(cloud, SCP);
  const accountId = await makeAccount(cloud, "dev");
  const inside = await enter(cloud, accountId);
  const AWSServiceName = "config.amazonaws.com";
  await inside.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName }));
  const ofConfig = async () => {
    const { Credentials } = await cloud.running.platform.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${accountId}:role/aws-service-role/${AWSServiceName}/AWSServiceRoleForConfig`,
        RoleSessionName: "config",
      }),
      serviceCaller(AWSServiceName, accountId),
      { region: "us-east-1", request: internalRequest(AWSServiceName) },
    );
    return cloud.as({
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    });
  };
  await attachNew(cloud, SCP, denying("*"), rootId);
  const linked = await ofConfig();
  await linked.s3.send(new ListBucketsCommand({}));
  await assert.rejects(inside.s3.send(new ListBucketsCommand({})), {
    name: "AccessDenied",
  });
});

void test("a resource control policy shuts strangers out of a member's buckets, whatever the bucket's policy says", async () => {
  await using cloud = await startCloud();
  const { orgId, rootId } = await makeOrganization(cloud, RCP);
  const accountId = await makeAccount(cloud, "data");
  const inside = await enter(cloud, accountId);
  const other = await cloud.account("222222222222");
  const stranger = await makeUser(cloud, "sam", allowing("s3:*"), other);
  const colleague = await makeUser(cloud, "cora", allowing("s3:*"));
  const Bucket = "data-of-a-member";
  await inside.s3.send(new CreateBucketCommand({ Bucket }));
  await inside.s3.send(
    new PutObjectCommand({ Bucket, Key: "a", Body: "content" }),
  );
  await inside.s3.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: policyOf({
        Effect: "Allow",
        Principal: { AWS: ["222222222222", cloud.accountId] },
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${Bucket}/*`,
      }),
    }),
  );
  const read = (who: Clients) =>
    who.s3.send(new GetObjectCommand({ Bucket, Key: "a" }));
  await read(stranger);
  await read(colleague);

  await attachNew(
    cloud,
    RCP,
    policyOf({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: "*",
      Condition: { StringNotEquals: { "aws:PrincipalOrgID": orgId } },
    }),
    rootId,
  );
  await assert.rejects(
    read(stranger),
    /with an explicit deny in a resource control policy/,
  );
  await read(colleague);
  await read(inside);
});

void test("aws:PrincipalOrgPaths and aws:ResourceOrgID tell where caller and resource stand", async () => {
  await using cloud = await startCloud();
  const { orgId, rootId } = await makeOrganization(cloud);
  const unit = await makeUnit(cloud, rootId, "Workloads");
  const accountId = await makeAccount(cloud, "dev");
  const inside = await enter(cloud, accountId);
  const trust = (path: string) =>
    policyOf({
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "sts:AssumeRole",
      Condition: {
        "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": path },
      },
    });
  const whole = await makeRole(cloud, "whole", trust(`${orgId}/*`));
  const below = await makeRole(
    cloud,
    "below",
    trust(`${orgId}/${rootId}/${unit}/*`),
  );
  const ada = await makeUser(cloud, "ada", allowing("sts:*"), inside);
  await sessionOf(ada, whole);
  await assert.rejects(sessionOf(ada, below), { name: "AccessDenied" });
  await cloud.organizations.send(
    new MoveAccountCommand({
      AccountId: accountId,
      SourceParentId: rootId,
      DestinationParentId: unit,
    }),
  );
  await sessionOf(ada, below);

  const within = (id: string) =>
    policyOf({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: "*",
      Condition: { StringEquals: { "aws:ResourceOrgID": id } },
    });
  const may = await makeUser(cloud, "may", within(orgId), inside);
  const not = await makeUser(cloud, "not", within("o-other00000"), inside);
  await sessionOf(may, whole);
  await assert.rejects(sessionOf(not, whole), { name: "AccessDenied" });
});

void test("policies are written, attached within AWS's limits, listed and deleted", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(cloud);
  const { organizations } = cloud;
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({
      Type: SCP,
      Name: "NoUsers",
      Description: "no users",
      Content: denying("iam:ListUsers"),
    }),
  );
  const PolicyId = Policy?.PolicySummary?.Id ?? "";
  const attach = (id: string) =>
    organizations.send(
      new AttachPolicyCommand({ PolicyId: id, TargetId: rootId }),
    );
  await assert.rejects(attach(PolicyId), {
    name: "PolicyTypeNotEnabledException",
  });
  await organizations.send(
    new EnablePolicyTypeCommand({ RootId: rootId, PolicyType: SCP }),
  );
  await attach(PolicyId);
  await assert.rejects(attach(PolicyId), {
    name: "DuplicatePolicyAttachmentException",
  });
  await assert.rejects(
    organizations.send(new DeletePolicyCommand({ PolicyId })),
    { name: "PolicyInUseException" },
  );
  const { Policies: attached } = await organizations.send(
    new ListPoliciesForTargetCommand({ TargetId: rootId, Filter: SCP }),
  );
  assert.deepEqual(
    attached?.map(({ Name, AwsManaged }) => [Name, AwsManaged]),
    [
      ["FullAWSAccess", true],
      ["NoUsers", false],
    ],
  );
  const { Targets } = await organizations.send(
    new ListTargetsForPolicyCommand({ PolicyId }),
  );
  assert.deepEqual(
    Targets?.map(({ TargetId, Type }) => [TargetId, Type]),
    [[rootId, "ROOT"]],
  );
  for (let i = 0; i < 3; i++)
    await attachNew(cloud, SCP, denying("s3:*"), rootId, `more-${i}`);
  await assert.rejects(
    attachNew(cloud, SCP, denying("s3:*"), rootId, "sixth"),
    { Reason: "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED" },
  );
  const { Policies } = await organizations.send(
    new ListPoliciesCommand({ Filter: SCP }),
  );
  assert.equal(Policies?.length, 6);

  await assert.rejects(
    organizations.send(
      new CreatePolicyCommand({
        Type: SCP,
        Name: "Bad",
        Description: "",
        Content: policyOf({
          Effect: "Deny",
          Principal: "*",
          Action: "*",
          Resource: "*",
        }),
      }),
    ),
    { name: "MalformedPolicyDocumentException" },
  );
  await assert.rejects(
    organizations.send(
      new CreatePolicyCommand({
        Type: RCP,
        Name: "Bad",
        Description: "",
        Content: allowing("s3:GetObject"),
      }),
    ),
    { name: "MalformedPolicyDocumentException" },
  );
  await assert.rejects(
    organizations.send(
      new CreatePolicyCommand({
        Type: SCP,
        Name: "Long",
        Description: "",
        Content: denying("iam:ListUsers", "*" + " ".repeat(5200)),
      }),
    ),
    { Reason: "POLICY_CONTENT_LIMIT_EXCEEDED" },
  );
  const { Policy: aws } = await organizations.send(
    new DescribePolicyCommand({ PolicyId: "p-FullAWSAccess" }),
  );
  assert.equal(
    aws?.PolicySummary?.Arn,
    "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
  );
  await assert.rejects(
    organizations.send(
      new UpdatePolicyCommand({ PolicyId: "p-FullAWSAccess", Name: "Mine" }),
    ),
    { Reason: "IMMUTABLE_POLICY" },
  );
});

void test("a target keeps one service control policy; a disabled type detaches and binds nobody", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(cloud, SCP, RCP);
  const accountId = await makeAccount(cloud, "dev");
  const inside = await enter(cloud, accountId);
  const detach = (PolicyId: string) =>
    cloud.organizations.send(
      new DetachPolicyCommand({ PolicyId, TargetId: accountId }),
    );
  await assert.rejects(detach("p-FullAWSAccess"), {
    Reason: "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
  });
  await assert.rejects(detach("p-RCPFullAWSAccess"), {
    Reason: "NON_DETACHABLE_POLICY",
  });
  const PolicyId = await attachNew(cloud, SCP, denying("*"), accountId);
  await assert.rejects(listUsers(inside), { name: "AccessDenied" });

  const type = { RootId: rootId, PolicyType: SCP } as const;
  await cloud.organizations.send(new DisablePolicyTypeCommand(type));
  await listUsers(inside);
  const { Targets } = await cloud.organizations.send(
    new ListTargetsForPolicyCommand({ PolicyId }),
  );
  assert.deepEqual(Targets, []);
  await cloud.organizations.send(new EnablePolicyTypeCommand(type));
  await listUsers(inside);
});
