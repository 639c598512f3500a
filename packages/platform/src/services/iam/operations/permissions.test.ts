import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveUserFromGroupCommand,
  SetDefaultPolicyVersionCommand,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import {
  allowing,
  denying,
  giveUser,
  makeUser,
  policyOf,
  removeUser,
} from "../../../../testing/principals.ts";

const READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";

const listUsers = (who: Clients) => who.iam.send(new ListUsersCommand({}));
const DENIED = { name: "AccessDenied" };

void test("a user without a policy is refused in AWS's words, and with one is allowed from the next request on", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");

  await assert.rejects(listUsers(ada), {
    name: "AccessDenied",
    message:
      `User: arn:aws:iam::${cloud.accountId}:user/ada is not authorized to perform: iam:ListUsers ` +
      `on resource: arn:aws:iam::${cloud.accountId}:user/ because no identity-based policy allows the iam:ListUsers action`,
  });
  await giveUser(cloud, "ada", allowing("iam:ListUsers"));
  await listUsers(ada);
  await assert.rejects(ada.iam.send(new ListRolesCommand({})), DENIED);
});

void test("an explicit deny wins over every allow", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("iam:*"));
  await listUsers(ada);

  await giveUser(
    cloud,
    "ada",
    policyOf(
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "iam:ListUsers", Resource: "*" },
    ),
  );
  await assert.rejects(listUsers(ada), {
    name: "AccessDenied",
    message: /with an explicit deny in an identity-based policy/,
  });
  await ada.iam.send(new ListRolesCommand({}));
});

void test("an allow for one user's ARN covers that user alone", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(
    cloud,
    "ada",
    allowing(
      "iam:GetUser",
      `arn:aws:iam::${cloud.accountId}:user/\${aws:username}`,
    ),
  );
  await makeUser(cloud, "bob");

  await ada.iam.send(new GetUserCommand({}));
  await ada.iam.send(new GetUserCommand({ UserName: "ada" }));
  await assert.rejects(
    ada.iam.send(new GetUserCommand({ UserName: "bob" })),
    DENIED,
  );
});

void test("a managed policy counts while it is attached", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  await assert.rejects(listUsers(ada), DENIED);

  await cloud.iam.send(
    new AttachUserPolicyCommand({ UserName: "ada", PolicyArn: READ_ONLY }),
  );
  await listUsers(ada);
  await assert.rejects(
    ada.iam.send(new CreateUserCommand({ UserName: "eve" })),
    DENIED,
  );

  await cloud.iam.send(
    new DetachUserPolicyCommand({ UserName: "ada", PolicyArn: READ_ONLY }),
  );
  await assert.rejects(listUsers(ada), DENIED);
});

void test("the default version of a managed policy is what counts", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const { Policy } = await cloud.iam.send(
    new CreatePolicyCommand({
      PolicyName: "lists",
      PolicyDocument: allowing("iam:ListUsers"),
    }),
  );
  const PolicyArn = Policy?.Arn;
  await cloud.iam.send(
    new AttachUserPolicyCommand({ UserName: "ada", PolicyArn }),
  );
  await listUsers(ada);

  const { PolicyVersion } = await cloud.iam.send(
    new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: denying("*") }),
  );
  await listUsers(ada);
  await cloud.iam.send(
    new SetDefaultPolicyVersionCommand({
      PolicyArn,
      VersionId: PolicyVersion?.VersionId,
    }),
  );
  await assert.rejects(listUsers(ada), DENIED);
  await cloud.iam.send(
    new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" }),
  );
  await listUsers(ada);
});

void test("a group grants to its members", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const member = { GroupName: "readers", UserName: "ada" };
  await cloud.iam.send(new CreateGroupCommand({ GroupName: "readers" }));
  await cloud.iam.send(
    new PutGroupPolicyCommand({
      GroupName: "readers",
      PolicyName: "own",
      PolicyDocument: allowing("iam:ListUsers"),
    }),
  );

  await assert.rejects(listUsers(ada), DENIED);
  await cloud.iam.send(new AddUserToGroupCommand(member));
  await listUsers(ada);
  await cloud.iam.send(new RemoveUserFromGroupCommand(member));
  await assert.rejects(listUsers(ada), DENIED);
});

void test("a permissions boundary limits what policies grant, and grants nothing itself", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(
    cloud,
    "ada",
    allowing(["iam:CreateUser", "iam:ListUsers"]),
  );
  const bob = await makeUser(cloud, "bob");
  for (const UserName of ["ada", "bob"])
    await cloud.iam.send(
      new PutUserPermissionsBoundaryCommand({
        UserName,
        PermissionsBoundary: READ_ONLY,
      }),
    );

  await listUsers(ada);
  await assert.rejects(
    ada.iam.send(new CreateUserCommand({ UserName: "eve" })),
    {
      name: "AccessDenied",
      message:
        /because no permissions boundary allows the iam:CreateUser action/,
    },
  );
  await assert.rejects(
    listUsers(bob),
    /because no identity-based policy allows/,
  );

  await cloud.iam.send(
    new DeleteUserPermissionsBoundaryCommand({ UserName: "ada" }),
  );
  await ada.iam.send(new CreateUserCommand({ UserName: "eve" }));
});

void test("who may only make bounded users makes no others", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(
    cloud,
    "ada",
    policyOf({
      Effect: "Allow",
      Action: "iam:CreateUser",
      Resource: "*",
      Condition: { StringEquals: { "iam:PermissionsBoundary": READ_ONLY } },
    }),
  );

  await ada.iam.send(
    new CreateUserCommand({ UserName: "eve", PermissionsBoundary: READ_ONLY }),
  );
  await assert.rejects(
    ada.iam.send(new CreateUserCommand({ UserName: "max" })),
    DENIED,
  );
});

void test("who may attach only one policy attaches no other", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(
    cloud,
    "ada",
    policyOf({
      Effect: "Allow",
      Action: "iam:AttachUserPolicy",
      Resource: "*",
      Condition: { ArnEquals: { "iam:PolicyARN": READ_ONLY } },
    }),
  );
  const attach = (PolicyArn: string) =>
    ada.iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn }));

  await attach(READ_ONLY);
  await assert.rejects(
    attach("arn:aws:iam::aws:policy/AdministratorAccess"),
    DENIED,
  );
});

void test("making a tagged user takes iam:TagUser, and the tags may be asked for", async () => {
  await using cloud = await startCloud();
  const asksForTeam = {
    Effect: "Allow",
    Action: "iam:CreateUser",
    Resource: "*",
    Condition: { StringEquals: { "aws:RequestTag/team": "blue" } },
  };
  const mayTag = { Effect: "Allow", Action: "iam:TagUser", Resource: "*" };
  const ada = await makeUser(cloud, "ada", policyOf(asksForTeam, mayTag));
  const bob = await makeUser(cloud, "bob", policyOf(asksForTeam));
  const make = (who: Clients, UserName: string, Value: string) =>
    who.iam.send(
      new CreateUserCommand({ UserName, Tags: [{ Key: "team", Value }] }),
    );

  await make(ada, "one", "blue");
  await assert.rejects(make(ada, "two", "red"), DENIED);
  await assert.rejects(make(bob, "two", "blue"), /iam:TagUser/);
});

void test("a user's own tags decide through conditions on the resource", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(
    cloud,
    "ada",
    policyOf({
      Effect: "Allow",
      Action: "iam:GetUser",
      Resource: "*",
      Condition: { StringEquals: { "iam:ResourceTag/team": "blue" } },
    }),
  );
  for (const [UserName, Value] of [
    ["eve", "blue"],
    ["max", "red"],
  ] as const)
    await cloud.iam.send(
      new CreateUserCommand({ UserName, Tags: [{ Key: "team", Value }] }),
    );

  await ada.iam.send(new GetUserCommand({ UserName: "eve" }));
  await assert.rejects(
    ada.iam.send(new GetUserCommand({ UserName: "max" })),
    DENIED,
  );
});

void test("an inactive key is refused, and works again once it is active", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("iam:ListUsers"));
  const key = { UserName: "ada", AccessKeyId: ada.keys.accessKeyId };
  await listUsers(ada);

  await cloud.iam.send(
    new UpdateAccessKeyCommand({ ...key, Status: "Inactive" }),
  );
  await assert.rejects(listUsers(ada), { name: "InvalidClientTokenId" });
  await cloud.iam.send(
    new UpdateAccessKeyCommand({ ...key, Status: "Active" }),
  );
  await listUsers(ada);
});

void test("a deleted user's key is refused, also when the user is made again", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("iam:ListUsers"));
  await listUsers(ada);

  await removeUser(cloud, ada);
  await assert.rejects(listUsers(ada), { name: "InvalidClientTokenId" });
  await makeUser(cloud, "ada", allowing("iam:ListUsers"));
  await assert.rejects(listUsers(ada), { name: "InvalidClientTokenId" });
});

void test("a renamed user keeps its keys, policies and id under the new name", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("iam:GetUser"));
  const before = await ada.iam.send(new GetUserCommand({}));
  await cloud.iam.send(
    new UpdateUserCommand({
      UserName: "ada",
      NewUserName: "countess",
      NewPath: "/nobles/",
    }),
  );

  const after = await ada.iam.send(new GetUserCommand({}));
  assert.equal(
    after.User?.Arn,
    `arn:aws:iam::${cloud.accountId}:user/nobles/countess`,
  );
  assert.equal(after.User?.UserId, before.User?.UserId);
  await assert.rejects(
    cloud.iam.send(new GetUserCommand({ UserName: "ada" })),
    {
      name: "NoSuchEntityException",
    },
  );
});

void test("accounts do not see each other's users", async () => {
  await using cloud = await startCloud();
  const other = await cloud.account("222222222222");
  await makeUser(cloud, "ada");
  await makeUser(cloud, "ada", undefined, other);
  const admin = await makeUser(cloud, "admin", allowing("*"), other);

  const { Users } = await listUsers(admin);
  assert.deepEqual(
    Users?.map(({ Arn }) => Arn),
    [
      "arn:aws:iam::222222222222:user/ada",
      "arn:aws:iam::222222222222:user/admin",
    ],
  );
});
