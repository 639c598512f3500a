import assert from "node:assert/strict";
import { test } from "node:test";
import { ListUsersCommand } from "@aws-sdk/client-iam";
import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  DeleteOrganizationalUnitCommand,
  DeleteOrganizationCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListCreateAccountStatusCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  MoveAccountCommand,
  RegisterDelegatedAdministratorCommand,
  DeregisterDelegatedAdministratorCommand,
  RemoveAccountFromOrganizationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
  EnableAWSServiceAccessCommand,
  ListAWSServiceAccessForOrganizationCommand,
  InviteAccountToOrganizationCommand,
  AcceptHandshakeCommand,
  DeclineHandshakeCommand,
  LeaveOrganizationCommand,
} from "@aws-sdk/client-organizations";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { startCloud } from "../../../testing/cloud.ts";
import { allowing, makeUser, sessionOf } from "../../../testing/principals.ts";
import {
  enter,
  makeAccount,
  makeOrganization,
  makeUnit,
} from "./testing/organization.ts";

void test("an account created in the organization is a working account that its manager enters", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(cloud);
  const { CreateAccountStatus: asked } = await cloud.organizations.send(
    new CreateAccountCommand({ AccountName: "dev", Email: "dev@example.com" }),
  );
  assert.equal(asked?.State, "IN_PROGRESS");
  assert.equal(asked?.AccountId, undefined);
  await cloud.settled();
  const { CreateAccountStatus: made } = await cloud.organizations.send(
    new DescribeCreateAccountStatusCommand({
      CreateAccountRequestId: asked?.Id ?? "",
    }),
  );
  assert.equal(made?.State, "SUCCEEDED");
  const accountId = made?.AccountId ?? "";
  assert.match(accountId, /^\d{12}$/);

  const { Account } = await cloud.organizations.send(
    new DescribeAccountCommand({ AccountId: accountId }),
  );
  assert.equal(Account?.Name, "dev");
  assert.equal(Account?.Status, "ACTIVE");
  assert.equal(Account?.JoinedMethod, "CREATED");
  const { Parents } = await cloud.organizations.send(
    new ListParentsCommand({ ChildId: accountId }),
  );
  assert.deepEqual(Parents, [{ Id: rootId, Type: "ROOT" }]);

  // Root users may not assume roles: an administrator of the management account enters.
  const admin = await makeUser(cloud, "admin", allowing("sts:AssumeRole"));
  const inside = cloud.as(
    await sessionOf(
      admin,
      `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`,
    ),
  );
  const { Account: entered } = await inside.sts.send(
    new GetCallerIdentityCommand({}),
  );
  assert.equal(entered, accountId);
  await inside.iam.send(new ListUsersCommand({}));

  const stranger = await makeUser(cloud, "stranger");
  await assert.rejects(
    sessionOf(
      stranger,
      `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`,
    ),
    { name: "AccessDenied" },
  );
});

void test("a second account with the same address fails, and its status says why", async () => {
  await using cloud = await startCloud();
  await makeOrganization(cloud);
  await makeAccount(cloud, "one", "same@example.com");
  await cloud.organizations.send(
    new CreateAccountCommand({ AccountName: "two", Email: "Same@example.com" }),
  );
  await cloud.settled();
  const { CreateAccountStatuses } = await cloud.organizations.send(
    new ListCreateAccountStatusCommand({ States: ["FAILED"] }),
  );
  assert.deepEqual(
    CreateAccountStatuses?.map(({ AccountName, FailureReason }) => [
      AccountName,
      FailureReason,
    ]),
    [["two", "EMAIL_ALREADY_EXISTS"]],
  );
  const { Accounts } = await cloud.organizations.send(
    new ListAccountsCommand({}),
  );
  assert.equal(Accounts?.length, 2);
});

void test("accounts that are asked for at once are all made, whatever else changes meanwhile", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(cloud);
  await Promise.all(
    ["a", "b", "c", "d"].flatMap((name) => [
      cloud.organizations.send(
        new CreateAccountCommand({
          AccountName: name,
          Email: `${name}@example.com`,
        }),
      ),
      makeUnit(cloud, rootId, name),
    ]),
  );
  await cloud.settled();
  const { CreateAccountStatuses } = await cloud.organizations.send(
    new ListCreateAccountStatusCommand({ States: ["SUCCEEDED"] }),
  );
  assert.equal(CreateAccountStatuses?.length, 4);
});

void test("units hold accounts; one that holds something cannot be deleted", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(cloud);
  const accountId = await makeAccount(cloud, "dev");
  const unit = await makeUnit(cloud, rootId, "Workloads");
  await assert.rejects(makeUnit(cloud, rootId, "Workloads"), {
    name: "DuplicateOrganizationalUnitException",
  });
  await cloud.organizations.send(
    new MoveAccountCommand({
      AccountId: accountId,
      SourceParentId: rootId,
      DestinationParentId: unit,
    }),
  );
  const { Accounts } = await cloud.organizations.send(
    new ListAccountsForParentCommand({ ParentId: unit }),
  );
  assert.deepEqual(
    Accounts?.map(({ Id }) => Id),
    [accountId],
  );
  const { Children } = await cloud.organizations.send(
    new ListChildrenCommand({
      ParentId: rootId,
      ChildType: "ORGANIZATIONAL_UNIT",
    }),
  );
  assert.deepEqual(Children, [{ Id: unit, Type: "ORGANIZATIONAL_UNIT" }]);
  await assert.rejects(
    cloud.organizations.send(
      new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: unit }),
    ),
    { name: "OrganizationalUnitNotEmptyException" },
  );
  await assert.rejects(
    cloud.organizations.send(
      new MoveAccountCommand({
        AccountId: accountId,
        SourceParentId: rootId,
        DestinationParentId: unit,
      }),
    ),
    { name: "SourceParentNotFoundException" },
  );
  const { OrganizationalUnit } = await cloud.organizations.send(
    new UpdateOrganizationalUnitCommand({
      OrganizationalUnitId: unit,
      Name: "Teams",
    }),
  );
  assert.equal(OrganizationalUnit?.Name, "Teams");

  let parent = unit;
  for (let depth = 2; depth <= 5; depth++)
    parent = await makeUnit(cloud, parent, "deeper");
  await assert.rejects(makeUnit(cloud, parent, "too deep"), {
    name: "ConstraintViolationException",
    Reason: "OU_DEPTH_LIMIT_EXCEEDED",
  });
});

void test("only the management account manages; a member sees its organization, a delegated administrator all of it", async () => {
  await using cloud = await startCloud();
  const { orgId, rootId } = await makeOrganization(cloud);
  const accountId = await makeAccount(cloud, "audit");
  const member = await enter(cloud, accountId);

  const { Organization } = await member.organizations.send(
    new DescribeOrganizationCommand({}),
  );
  assert.equal(Organization?.Id, orgId);
  assert.equal(Organization?.MasterAccountId, cloud.accountId);
  await assert.rejects(member.organizations.send(new ListAccountsCommand({})), {
    name: "AccessDeniedException",
  });
  await assert.rejects(
    member.organizations.send(
      new CreateOrganizationalUnitCommand({ ParentId: rootId, Name: "Mine" }),
    ),
    { name: "AccessDeniedException" },
  );

  const ServicePrincipal = "access-analyzer.amazonaws.com";
  await cloud.organizations.send(
    new EnableAWSServiceAccessCommand({ ServicePrincipal }),
  );
  await cloud.organizations.send(
    new RegisterDelegatedAdministratorCommand({
      AccountId: accountId,
      ServicePrincipal,
    }),
  );
  await member.organizations.send(new ListAccountsCommand({}));
  await member.organizations.send(
    new DescribeAccountCommand({ AccountId: cloud.accountId }),
  );
  await assert.rejects(
    member.organizations.send(
      new CreateOrganizationalUnitCommand({ ParentId: rootId, Name: "Mine" }),
    ),
    { name: "AccessDeniedException" },
  );
  const { DelegatedAdministrators } = await cloud.organizations.send(
    new ListDelegatedAdministratorsCommand({ ServicePrincipal }),
  );
  assert.deepEqual(
    DelegatedAdministrators?.map(({ Id }) => Id),
    [accountId],
  );
  const { DelegatedServices } = await cloud.organizations.send(
    new ListDelegatedServicesForAccountCommand({ AccountId: accountId }),
  );
  assert.equal(DelegatedServices?.[0]?.ServicePrincipal, ServicePrincipal);
  const { EnabledServicePrincipals } = await cloud.organizations.send(
    new ListAWSServiceAccessForOrganizationCommand({}),
  );
  assert.equal(
    EnabledServicePrincipals?.[0]?.ServicePrincipal,
    ServicePrincipal,
  );

  await assert.rejects(
    cloud.organizations.send(
      new RemoveAccountFromOrganizationCommand({ AccountId: accountId }),
    ),
    { Reason: "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG" },
  );
  await cloud.organizations.send(
    new DeregisterDelegatedAdministratorCommand({
      AccountId: accountId,
      ServicePrincipal,
    }),
  );
  await assert.rejects(member.organizations.send(new ListAccountsCommand({})), {
    name: "AccessDeniedException",
  });
});

void test("a member's own policies say which members of its staff may ask", async () => {
  await using cloud = await startCloud();
  await makeOrganization(cloud);
  const may = await makeUser(
    cloud,
    "may",
    allowing(["organizations:ListAccounts", "organizations:ListRoots"]),
  );
  await may.organizations.send(new ListAccountsCommand({}));
  await may.organizations.send(new ListRootsCommand({}));
  await assert.rejects(
    may.organizations.send(
      new DescribeAccountCommand({ AccountId: cloud.accountId }),
    ),
    /is not authorized to perform: organizations:DescribeAccount on resource: arn:aws:organizations::\d+:account\/o-\w+\/\d+ because no identity-based policy/,
  );
});

void test("a closed account can do nothing any more; the management account cannot be closed", async () => {
  await using cloud = await startCloud();
  await makeOrganization(cloud);
  const accountId = await makeAccount(cloud, "old");
  const inside = await enter(cloud, accountId);
  await inside.iam.send(new ListUsersCommand({}));

  await cloud.organizations.send(
    new CloseAccountCommand({ AccountId: accountId }),
  );
  await assert.rejects(inside.iam.send(new ListUsersCommand({})), {
    name: "AccessDenied",
  });
  await assert.rejects(
    cloud.organizations.send(new CloseAccountCommand({ AccountId: accountId })),
    { name: "AccountAlreadyClosedException" },
  );
  await assert.rejects(
    cloud.organizations.send(
      new CloseAccountCommand({ AccountId: cloud.accountId }),
    ),
    { Reason: "CANNOT_CLOSE_MANAGEMENT_ACCOUNT" },
  );
});

void test("tags stand on units, accounts and policies", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(cloud);
  const ResourceId = await makeUnit(cloud, rootId, "Workloads");
  await cloud.organizations.send(
    new TagResourceCommand({
      ResourceId,
      Tags: [
        { Key: "team", Value: "red" },
        { Key: "cost", Value: "1" },
      ],
    }),
  );
  await cloud.organizations.send(
    new UntagResourceCommand({ ResourceId, TagKeys: ["cost"] }),
  );
  const { Tags } = await cloud.organizations.send(
    new ListTagsForResourceCommand({ ResourceId }),
  );
  assert.deepEqual(Tags, [{ Key: "team", Value: "red" }]);
  await assert.rejects(
    cloud.organizations.send(
      new TagResourceCommand({
        ResourceId,
        Tags: [{ Key: "aws:x", Value: "1" }],
      }),
    ),
    { name: "InvalidInputException" },
  );
});

void test("an invited account joins when it accepts, and leaves when it likes", async () => {
  await using cloud = await startCloud();
  const { orgId } = await makeOrganization(cloud);
  const other = await cloud.account("222222222222");
  const invite = async () => {
    const { Handshake } = await cloud.organizations.send(
      new InviteAccountToOrganizationCommand({
        Target: { Type: "ACCOUNT", Id: other.accountId },
      }),
    );
    return Handshake?.Id ?? "";
  };
  const first = await invite();
  await assert.rejects(invite(), { name: "DuplicateHandshakeException" });
  await assert.rejects(
    cloud.organizations.send(
      new AcceptHandshakeCommand({ HandshakeId: first }),
    ),
    { name: "AccessDeniedException" },
  );
  await other.organizations.send(
    new DeclineHandshakeCommand({ HandshakeId: first }),
  );
  await assert.rejects(
    other.organizations.send(
      new AcceptHandshakeCommand({ HandshakeId: first }),
    ),
    { name: "InvalidHandshakeTransitionException" },
  );

  const second = await invite();
  const { Handshake } = await other.organizations.send(
    new AcceptHandshakeCommand({ HandshakeId: second }),
  );
  assert.equal(Handshake?.State, "ACCEPTED");
  const { Organization } = await other.organizations.send(
    new DescribeOrganizationCommand({}),
  );
  assert.equal(Organization?.Id, orgId);
  await other.organizations.send(new LeaveOrganizationCommand({}));
  await assert.rejects(
    other.organizations.send(new DescribeOrganizationCommand({})),
    { name: "AWSOrganizationsNotInUseException" },
  );
  await assert.rejects(
    cloud.organizations.send(new LeaveOrganizationCommand({})),
    { name: "MasterCannotLeaveOrganizationException" },
  );
});

void test("an organization ends when nothing is left in it", async () => {
  await using cloud = await startCloud();
  await makeOrganization(cloud);
  await assert.rejects(
    cloud.organizations.send(new CreateOrganizationCommand({})),
    { name: "AlreadyInOrganizationException" },
  );
  const AccountId = await makeAccount(cloud, "dev");
  await assert.rejects(
    cloud.organizations.send(new DeleteOrganizationCommand({})),
    { name: "OrganizationNotEmptyException" },
  );
  await cloud.organizations.send(
    new RemoveAccountFromOrganizationCommand({ AccountId }),
  );
  await cloud.organizations.send(new DeleteOrganizationCommand({}));
  await assert.rejects(
    cloud.organizations.send(new DescribeOrganizationCommand({})),
    { name: "AWSOrganizationsNotInUseException" },
  );
});
