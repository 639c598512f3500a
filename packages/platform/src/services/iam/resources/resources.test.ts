import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import { GetRolePolicyCommand, GetUserCommand } from "@aws-sdk/client-iam";
import { startCloud } from "../../../../testing/cloud.ts";
import { resourceHandler } from "../../../../testing/resources.ts";

const AssumeRolePolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    },
  ],
};

const allowing = (Action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});

const withoutVersion = ({ Statement }: { Statement: object }) => ({
  Statement,
});

const LOGS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const READ = "arn:aws:iam::aws:policy/ReadOnlyAccess";

test("a role lives as a resource: made, read, changed, listed, deleted", async () => {
  await using cloud = await startCloud();
  const roles = await resourceHandler(cloud, "AWS::IAM::Role");
  const before = {
    AssumeRolePolicyDocument,
    Description: "for the shop",
    Path: "/shop/",
    MaxSessionDuration: 7200,
    PermissionsBoundary: READ,
    ManagedPolicyArns: [LOGS],
    Policies: [
      { PolicyName: "a", PolicyDocument: allowing("s3:GetObject") },
      { PolicyName: "b", PolicyDocument: allowing("s3:PutObject") },
    ],
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const name = await roles.create(before, "step-1");
  equal(await roles.create(before, "step-1"), name);
  match(name, /^stack-Resource-[A-Z0-9]{12}$/);
  const { RoleId, ...read } = (await roles.read(name)) ?? {};
  match(String(RoleId), /^AROA/);
  deepEqual(read, {
    RoleName: name,
    Arn: `arn:aws:iam::${cloud.accountId}:role/shop/${name}`,
    ...before,
  });
  const after = {
    AssumeRolePolicyDocument: JSON.stringify({
      ...AssumeRolePolicyDocument,
      Id: "new",
    }),
    Path: "/shop/",
    ManagedPolicyArns: [READ],
    // Policies in templates of SAM have no version.
    Policies: [
      { PolicyName: "b", PolicyDocument: withoutVersion(allowing("s3:*")) },
    ],
    Tags: [{ Key: "team", Value: "red" }],
  };
  await roles.update(name, { before, after });
  const changed = await roles.read(name);
  deepEqual(
    { ...changed, Arn: "", RoleId: "", RoleName: "" },
    {
      ...after,
      AssumeRolePolicyDocument: { ...AssumeRolePolicyDocument, Id: "new" },
      MaxSessionDuration: 3600,
      Arn: "",
      RoleId: "",
      RoleName: "",
    },
  );
  deepEqual(await roles.list(), [name]);
  await roles.delete(name);
  equal(await roles.read(name), undefined);
  await roles.delete(name);
});

test("a role that cannot be made whole leaves nothing behind", async () => {
  await using cloud = await startCloud();
  const roles = await resourceHandler(cloud, "AWS::IAM::Role");
  const Policies = [
    { PolicyName: "good", PolicyDocument: allowing("s3:GetObject") },
    { PolicyName: "bad", PolicyDocument: { Statement: "none" } },
  ];
  await rejects(roles.create({ AssumeRolePolicyDocument, Policies }), {
    name: /MalformedPolicyDocument/,
  });
  deepEqual(await roles.list(), []);
});

test("a deletion that was broken off goes on with what is left", async () => {
  await using cloud = await startCloud();
  const roles = await resourceHandler(cloud, "AWS::IAM::Role");
  const profiles = await resourceHandler(cloud, "AWS::IAM::InstanceProfile");
  const role = await roles.create({
    AssumeRolePolicyDocument,
    Policies: [{ PolicyName: "a", PolicyDocument: allowing("s3:GetObject") }],
  });
  const profile = await profiles.create({ Roles: [role] });
  await rejects(roles.delete(role, {}, "step-1"), { name: /DeleteConflict/ });
  await profiles.delete(profile);
  await roles.delete(role, {}, "step-1");
  equal(await roles.read(role), undefined);
});

test("a user lives as a resource, with groups, a password and policies", async () => {
  await using cloud = await startCloud();
  const groups = await resourceHandler(cloud, "AWS::IAM::Group");
  const users = await resourceHandler(cloud, "AWS::IAM::User");
  const team = await groups.create({
    GroupName: "team",
    ManagedPolicyArns: [READ],
    Policies: [{ PolicyName: "a", PolicyDocument: allowing("s3:GetObject") }],
  });
  deepEqual(await groups.read(team), {
    GroupName: "team",
    Path: "/",
    Arn: `arn:aws:iam::${cloud.accountId}:group/team`,
    ManagedPolicyArns: [READ],
    Policies: [{ PolicyName: "a", PolicyDocument: allowing("s3:GetObject") }],
  });
  const before = {
    Groups: [team],
    Path: "/people/",
    LoginProfile: { Password: "Correct-Horse-1", PasswordResetRequired: true },
    Policies: [{ PolicyName: "own", PolicyDocument: allowing("sns:Publish") }],
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const name = await users.create(before, "step-1");
  equal(await users.create(before, "step-1"), name);
  deepEqual(await users.read(name), {
    UserName: name,
    Arn: `arn:aws:iam::${cloud.accountId}:user/people/${name}`,
    ...before,
    LoginProfile: { PasswordResetRequired: true },
  });
  const after = { Path: "/staff/", PermissionsBoundary: READ };
  await users.update(name, { before, after });
  deepEqual(await users.read(name), {
    UserName: name,
    Arn: `arn:aws:iam::${cloud.accountId}:user/staff/${name}`,
    ...after,
  });
  deepEqual(await users.list(), [name]);
  await users.update(name, { before: after, after: before });
  await rejects(groups.delete(team), { name: /DeleteConflict/ });
  await users.delete(name);
  equal(await users.read(name), undefined);
  await groups.delete(team);
  equal(await groups.read(team), undefined);
  await groups.delete(team);
  await rejects(users.create({ Groups: ["nobody"] }), { name: /NoSuchEntity/ });
  deepEqual(await users.list(), []);
});

test("one policy of several holders follows its holders, its name and its text", async () => {
  await using cloud = await startCloud();
  const roles = await resourceHandler(cloud, "AWS::IAM::Role");
  const users = await resourceHandler(cloud, "AWS::IAM::User");
  const policies = await resourceHandler(cloud, "AWS::IAM::Policy");
  await roles.create({ RoleName: "one", AssumeRolePolicyDocument });
  await roles.create({ RoleName: "two", AssumeRolePolicyDocument });
  await users.create({ UserName: "ann" });
  const before = {
    PolicyName: "shop",
    PolicyDocument: allowing("s3:GetObject"),
    Roles: ["one"],
    Users: ["ann"],
  };
  const Id = await policies.create(before, "step-1");
  equal(await policies.create(before, "step-1"), Id);
  deepEqual(await policies.read(Id, before), { Id, ...before });
  const after = {
    PolicyName: "store",
    PolicyDocument: allowing("s3:*"),
    Roles: ["one", "two"],
  };
  await policies.update(Id, { before, after });
  deepEqual(await policies.read(Id, after), { Id, ...after });
  equal(await policies.read(Id, before), undefined);
  await policies.delete(Id, after);
  equal(await policies.read(Id, after), undefined);
  await rejects(
    cloud.iam.send(
      new GetRolePolicyCommand({ RoleName: "two", PolicyName: "store" }),
    ),
    { name: "NoSuchEntityException" },
  );
  await rejects(policies.create({ ...before, Roles: ["one", "nobody"] }), {
    name: /NoSuchEntity/,
  });
  equal(await policies.read(Id, before), undefined);
});

test("a policy of one role lives as a resource", async () => {
  await using cloud = await startCloud();
  const roles = await resourceHandler(cloud, "AWS::IAM::Role");
  const policies = await resourceHandler(cloud, "AWS::IAM::RolePolicy");
  await roles.create({ RoleName: "one", AssumeRolePolicyDocument });
  const before = {
    PolicyName: "shop",
    RoleName: "one",
    PolicyDocument: allowing("s3:GetObject"),
  };
  const identifier = await policies.create(before);
  equal(identifier, "shop|one");
  deepEqual(await policies.read(identifier), before);
  const after = { ...before, PolicyDocument: allowing("s3:*") };
  await policies.update(identifier, { before, after });
  deepEqual(await policies.read(identifier), after);
  await policies.delete(identifier);
  equal(await policies.read(identifier), undefined);
  await policies.delete(identifier);
  await rejects(policies.create({ ...before, RoleName: "nobody" }), {
    name: /NoSuchEntity/,
  });
});

test("a managed policy lives as a resource, and keeps to the versions that it may have", async () => {
  await using cloud = await startCloud();
  const roles = await resourceHandler(cloud, "AWS::IAM::Role");
  const policies = await resourceHandler(cloud, "AWS::IAM::ManagedPolicy");
  await roles.create({ RoleName: "one", AssumeRolePolicyDocument });
  const text = (n: number) => ({
    ManagedPolicyName: "Shop",
    Path: "/team/",
    Description: "of the shop",
    PolicyDocument: allowing(`s3:Get${n}*`),
    Roles: ["one"],
  });
  const arn = await policies.create(text(0), "step-1");
  equal(await policies.create(text(0), "step-1"), arn);
  equal(arn, `arn:aws:iam::${cloud.accountId}:policy/team/Shop`);
  for (let n = 0; n < 7; n++)
    await policies.update(arn, { before: text(n), after: text(n + 1) });
  const { CreateDate, UpdateDate, PolicyId, ...read } =
    (await policies.read(arn)) ?? {};
  match(String(CreateDate) + String(UpdateDate), /^\d{4}.*Z$/);
  match(String(PolicyId), /^ANPA/);
  deepEqual(read, {
    PolicyArn: arn,
    ...text(7),
    AttachmentCount: 1,
    DefaultVersionId: "v8",
    IsAttachable: true,
    PermissionsBoundaryUsageCount: 0,
  });
  deepEqual(await policies.list(), [arn]);
  const { Roles: _, ...alone } = text(7);
  await policies.update(arn, { before: text(7), after: alone });
  equal((await policies.read(arn))?.["Roles"], undefined);
  await policies.update(arn, { before: alone, after: text(7) });
  await policies.delete(arn);
  equal(await policies.read(arn), undefined);
  await policies.delete(arn);
  await rejects(policies.create({ ...text(0), Roles: ["nobody"] }), {
    name: /NoSuchEntity/,
  });
  deepEqual(await policies.list(), []);
});

test("an access key tells its secret once, and the stack remembers it", async () => {
  await using cloud = await startCloud();
  const users = await resourceHandler(cloud, "AWS::IAM::User");
  const keys = await resourceHandler(cloud, "AWS::IAM::AccessKey");
  await users.create({ UserName: "ann" });
  const { identifier, attributes } = await keys.make(
    { UserName: "ann" },
    "step-1",
  );
  deepEqual(await keys.make({ UserName: "ann" }, "step-1"), {
    identifier,
    attributes,
  });
  const secretAccessKey = String(attributes["SecretAccessKey"]);
  const ann = cloud.as({ accessKeyId: identifier, secretAccessKey });
  await rejects(ann.iam.send(new GetUserCommand({})), {
    name: /AccessDenied/,
  });
  deepEqual(await keys.read(identifier, attributes), {
    Id: identifier,
    UserName: "ann",
    Status: "Active",
    SecretAccessKey: secretAccessKey,
  });
  const change = {
    before: { UserName: "ann" },
    after: { UserName: "ann", Status: "Inactive" },
  };
  await keys.update(identifier, change);
  equal((await keys.read(identifier))?.["Status"], "Inactive");
  await rejects(ann.iam.send(new GetUserCommand({})), {
    name: /InvalidClientTokenId/,
  });
  await keys.delete(identifier);
  equal(await keys.read(identifier), undefined);
  await keys.delete(identifier);
});

test("members of a group, instance profiles and identity providers live as resources", async () => {
  await using cloud = await startCloud();
  const users = await resourceHandler(cloud, "AWS::IAM::User");
  const groups = await resourceHandler(cloud, "AWS::IAM::Group");
  for (const UserName of ["ann", "bob", "eve"])
    await users.create({ UserName });
  await groups.create({ GroupName: "team" });
  const members = await resourceHandler(cloud, "AWS::IAM::UserToGroupAddition");
  const before = { GroupName: "team", Users: ["ann", "bob"] };
  const Id = await members.create(before);
  deepEqual(await members.read(Id, before), { Id, ...before });
  const after = { GroupName: "team", Users: ["bob", "eve"] };
  await members.update(Id, { before, after });
  deepEqual(await members.read(Id, after), { Id, ...after });
  deepEqual((await members.read(Id, before))?.["Users"], ["bob"]);
  await members.delete(Id, after);
  await groups.delete("team");

  const roles = await resourceHandler(cloud, "AWS::IAM::Role");
  await roles.create({ RoleName: "one", AssumeRolePolicyDocument });
  await roles.create({ RoleName: "two", AssumeRolePolicyDocument });
  const profiles = await resourceHandler(cloud, "AWS::IAM::InstanceProfile");
  const profile = await profiles.create({ Roles: ["one"], Path: "/x/" });
  deepEqual(await profiles.read(profile), {
    InstanceProfileName: profile,
    Path: "/x/",
    Arn: `arn:aws:iam::${cloud.accountId}:instance-profile/x/${profile}`,
    Roles: ["one"],
  });
  await profiles.update(profile, {
    before: { Roles: ["one"] },
    after: { Roles: ["two"] },
  });
  deepEqual((await profiles.read(profile))?.["Roles"], ["two"]);
  deepEqual(await profiles.list(), [profile]);
  await rejects(profiles.create({ Roles: ["nobody"] }), {
    name: /NoSuchEntity/,
  });
  deepEqual(await profiles.list(), [profile]);
  await profiles.delete(profile);
  equal(await profiles.read(profile), undefined);
  await profiles.delete(profile);

  const providers = await resourceHandler(cloud, "AWS::IAM::OIDCProvider");
  const old = {
    Url: "https://token.example.com",
    ClientIdList: ["a", "b"],
    ThumbprintList: ["0".repeat(40)],
  };
  const arn = await providers.create(old);
  deepEqual(await providers.read(arn), { Arn: arn, ...old });
  const now = {
    ...old,
    ClientIdList: ["b", "c"],
    Tags: [{ Key: "team", Value: "blue" }],
  };
  await providers.update(arn, { before: old, after: now });
  deepEqual(await providers.read(arn), { Arn: arn, ...now });
  deepEqual(await providers.list(), [arn]);
  await providers.delete(arn);
  equal(await providers.read(arn), undefined);
  await providers.delete(arn);
  await rejects(providers.create({ Url: "ftp://x" }), {
    name: /InvalidInput/,
  });
});

test("a role that belongs to a service lives as a resource", async () => {
  await using cloud = await startCloud();
  const roles = await resourceHandler(cloud, "AWS::IAM::ServiceLinkedRole");
  const name = await roles.create({ AWSServiceName: "config.amazonaws.com" });
  deepEqual(await roles.read(name), { RoleName: "AWSServiceRoleForConfig" });
  await rejects(roles.create({ AWSServiceName: "none.amazonaws.com" }), {
    name: /InvalidInput/,
  });
  await roles.delete(name);
  equal(await roles.read(name), undefined);
  await roles.delete(name);
});
