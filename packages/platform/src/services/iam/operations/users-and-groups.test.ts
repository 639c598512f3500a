import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  GetAccessKeyLastUsedCommand,
  GetGroupCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListGroupsForUserCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateGroupCommand,
  UpdateLoginProfileCommand,
} from "@aws-sdk/client-iam";
import { startCloud } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";

void test("a user is what it was made as, and its name is taken whatever its case", async () => {
  await using cloud = await startCloud();
  const { User } = await cloud.iam.send(
    new CreateUserCommand({
      UserName: "Ada",
      Path: "/eng/",
      Tags: [{ Key: "team", Value: "blue" }],
    }),
  );
  assert.match(User?.UserId ?? "", /^AIDA[A-Z2-7]{17}$/);
  assert.equal(User?.Arn, `arn:aws:iam::${cloud.accountId}:user/eng/Ada`);
  assert.deepEqual(
    (await cloud.iam.send(new GetUserCommand({ UserName: "Ada" }))).User,
    User,
  );

  await assert.rejects(
    cloud.iam.send(new CreateUserCommand({ UserName: "ADA" })),
    {
      name: "EntityAlreadyExistsException",
      message: "User with name ADA already exists.",
    },
  );
  await assert.rejects(
    cloud.iam.send(new GetUserCommand({ UserName: "bob" })),
    {
      name: "NoSuchEntityException",
      message: "The user with name bob cannot be found.",
    },
  );
});

void test("lists come in pages, in the order of names, and narrow to a path", async () => {
  await using cloud = await startCloud();
  for (const [UserName, Path] of [
    ["cyd", "/a/"],
    ["Ada", "/b/"],
    ["bob", "/a/x/"],
  ] as const)
    await cloud.iam.send(new CreateUserCommand({ UserName, Path }));
  const list = async (more: object) => {
    const { Users, ...rest } = await cloud.iam.send(new ListUsersCommand(more));
    return { names: Users?.map(({ UserName }) => UserName), ...rest };
  };

  const first = await list({ MaxItems: 2 });
  assert.deepEqual(first.names, ["Ada", "bob"]);
  assert.equal(first.IsTruncated, true);
  const second = await list({ MaxItems: 2, Marker: first.Marker });
  assert.deepEqual(second.names, ["cyd"]);
  assert.equal(second.IsTruncated, false);
  assert.equal(second.Marker, undefined);

  const narrowed = await list({ PathPrefix: "/a/", MaxItems: 1 });
  assert.deepEqual(narrowed.names, ["bob"]);
  const rest = await list({
    PathPrefix: "/a/",
    MaxItems: 1,
    Marker: narrowed.Marker,
  });
  assert.deepEqual(rest.names, ["cyd"]);
  assert.equal(rest.IsTruncated, false);
  await assert.rejects(list({ Marker: "not ours" }), {
    name: "InvalidInputException",
  });
});

void test("tag keys are compared without regard to case, and there are 50 at most", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  const tag = (...Tags: { Key: string; Value: string }[]) =>
    cloud.iam.send(new TagUserCommand({ UserName: "ada", Tags }));
  const tags = async () =>
    (await cloud.iam.send(new ListUserTagsCommand({ UserName: "ada" }))).Tags;

  await tag(
    { Key: "Team", Value: "red" },
    { Key: "__proto__", Value: "plain" },
  );
  await tag({ Key: "team", Value: "blue" });
  assert.deepEqual(await tags(), [
    { Key: "__proto__", Value: "plain" },
    { Key: "team", Value: "blue" },
  ]);
  await cloud.iam.send(
    new UntagUserCommand({ UserName: "ada", TagKeys: ["TEAM", "__proto__"] }),
  );
  assert.deepEqual(await tags(), []);

  await assert.rejects(tag({ Key: "a", Value: "" }, { Key: "A", Value: "" }), {
    name: "InvalidInputException",
  });
  await tag(
    ...Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: "" })),
  );
  await assert.rejects(tag({ Key: "one more", Value: "" }), {
    name: "LimitExceededException",
  });
});

void test("a user has two access keys at most, and is deleted only after all it holds", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  const of = { UserName: "ada" };
  const keys = [
    await cloud.iam.send(new CreateAccessKeyCommand(of)),
    await cloud.iam.send(new CreateAccessKeyCommand(of)),
  ];
  await assert.rejects(cloud.iam.send(new CreateAccessKeyCommand(of)), {
    name: "LimitExceededException",
    message: "Cannot exceed quota for AccessKeysPerUser: 2",
  });
  const { AccessKeyMetadata } = await cloud.iam.send(
    new ListAccessKeysCommand(of),
  );
  assert.equal(AccessKeyMetadata?.length, 2);

  await assert.rejects(cloud.iam.send(new DeleteUserCommand(of)), {
    name: "DeleteConflictException",
    message: "Cannot delete entity, must delete access keys first.",
  });
  for (const { AccessKey } of keys)
    await cloud.iam.send(
      new DeleteAccessKeyCommand({
        ...of,
        AccessKeyId: AccessKey?.AccessKeyId,
      }),
    );
  await cloud.iam.send(new DeleteUserCommand(of));
  await assert.rejects(cloud.iam.send(new GetUserCommand(of)), {
    name: "NoSuchEntityException",
  });
});

void test("a key tells when it was used last", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("iam:ListUsers"));
  const lastUsed = async () =>
    await cloud.iam.send(
      new GetAccessKeyLastUsedCommand({ AccessKeyId: ada.keys.accessKeyId }),
    );

  assert.equal((await lastUsed()).AccessKeyLastUsed?.ServiceName, "N/A");
  await ada.iam.send(new ListUsersCommand({}));
  const { UserName, AccessKeyLastUsed } = await lastUsed();
  assert.equal(UserName, "ada");
  assert.equal(AccessKeyLastUsed?.ServiceName, "iam");
  const first = AccessKeyLastUsed?.LastUsedDate?.getTime() ?? 0;

  cloud.advance(3600);
  await ada.iam.send(new ListUsersCommand({}));
  assert.ok(
    ((await lastUsed()).AccessKeyLastUsed?.LastUsedDate?.getTime() ?? 0) >=
      first + 3_600_000,
  );
});

void test("a key works on its own user alone", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  await makeUser(cloud, "bob");
  await assert.rejects(
    cloud.iam.send(
      new DeleteAccessKeyCommand({
        UserName: "bob",
        AccessKeyId: ada.keys.accessKeyId,
      }),
    ),
    { name: "NoSuchEntityException" },
  );
});

void test("members join and leave a group, which follows a renaming and goes when it is empty", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  await cloud.iam.send(new CreateGroupCommand({ GroupName: "readers" }));
  await cloud.iam.send(
    new AddUserToGroupCommand({ GroupName: "readers", UserName: "ada" }),
  );
  await cloud.iam.send(
    new UpdateGroupCommand({ GroupName: "readers", NewGroupName: "writers" }),
  );

  const { Group, Users } = await cloud.iam.send(
    new GetGroupCommand({ GroupName: "writers" }),
  );
  assert.equal(Group?.Arn, `arn:aws:iam::${cloud.accountId}:group/writers`);
  assert.deepEqual(
    Users?.map(({ UserName }) => UserName),
    ["ada"],
  );
  const { Groups } = await cloud.iam.send(
    new ListGroupsForUserCommand({ UserName: "ada" }),
  );
  assert.deepEqual(
    Groups?.map(({ GroupName }) => GroupName),
    ["writers"],
  );

  await assert.rejects(
    cloud.iam.send(new DeleteGroupCommand({ GroupName: "writers" })),
    {
      name: "DeleteConflictException",
    },
  );
  await assert.rejects(
    cloud.iam.send(new DeleteUserCommand({ UserName: "ada" })),
    {
      message: "Cannot delete entity, must remove users from group first.",
    },
  );
  await cloud.iam.send(
    new RemoveUserFromGroupCommand({ GroupName: "writers", UserName: "ada" }),
  );
  await cloud.iam.send(new DeleteGroupCommand({ GroupName: "writers" }));
  await cloud.iam.send(new DeleteUserCommand({ UserName: "ada" }));
});

void test("a console password keeps to the account's password policy and is never told", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  const of = { UserName: "ada" };
  const give = (Password: string) =>
    cloud.iam.send(
      new CreateLoginProfileCommand({
        ...of,
        Password,
        PasswordResetRequired: true,
      }),
    );

  await assert.rejects(give("short"), {
    name: "PasswordPolicyViolationException",
  });
  await give("Longer-than-8");
  const { LoginProfile } = await cloud.iam.send(new GetLoginProfileCommand(of));
  assert.equal(LoginProfile?.PasswordResetRequired, true);
  await assert.rejects(give("Longer-than-8"), {
    name: "EntityAlreadyExistsException",
  });

  await cloud.iam.send(
    new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 20 }),
  );
  await assert.rejects(
    cloud.iam.send(
      new UpdateLoginProfileCommand({ ...of, Password: "Longer-than-8" }),
    ),
    { name: "PasswordPolicyViolationException" },
  );
  await cloud.iam.send(new DeleteLoginProfileCommand(of));
  await assert.rejects(cloud.iam.send(new GetLoginProfileCommand(of)), {
    name: "NoSuchEntityException",
    message: "Login Profile for User ada cannot be found.",
  });
  const trail = JSON.stringify(await cloud.trail());
  assert.ok(!trail.includes("Longer-than-8"));
});
