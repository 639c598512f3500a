import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AttachRolePolicyCommand,
  CreateAccountAliasCommand,
  CreatePolicyCommand,
  DeleteAccountAliasCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteUserCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  IAMClient,
  ListAccountAliasesCommand,
  paginateGetAccountAuthorizationDetails,
  CreateUserCommand,
  UpdateAccountPasswordPolicyCommand,
} from "@aws-sdk/client-iam";
import { startCloud } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  trustingService,
} from "../../../../testing/principals.ts";

void test("an alias belongs to one account", async () => {
  await using cloud = await startCloud();
  const other = await cloud.account("222222222222");
  const alias = { AccountAlias: "acme" };
  await cloud.iam.send(new CreateAccountAliasCommand(alias));

  await assert.rejects(other.iam.send(new CreateAccountAliasCommand(alias)), {
    name: "EntityAlreadyExistsException",
    message: "The account alias acme already exists.",
  });
  const { AccountAliases } = await cloud.iam.send(
    new ListAccountAliasesCommand({}),
  );
  assert.deepEqual(AccountAliases, ["acme"]);
  await cloud.iam.send(new DeleteAccountAliasCommand(alias));
  await other.iam.send(new CreateAccountAliasCommand(alias));
});

void test("the summary counts what there is", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  await cloud.iam.send(new CreateUserCommand({ UserName: "bob" }));
  await cloud.iam.send(new DeleteUserCommand({ UserName: "bob" }));
  await makeRole(cloud, "worker", trustingService("lambda.amazonaws.com"));

  const { SummaryMap } = await cloud.iam.send(new GetAccountSummaryCommand({}));
  assert.equal(SummaryMap?.Users, 1);
  assert.equal(SummaryMap?.Roles, 1);
  assert.equal(SummaryMap?.UsersQuota, 5000);
});

void test("everything that was made at the same time is there and counted", async () => {
  await using cloud = await startCloud();
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      cloud.iam.send(new CreateUserCommand({ UserName: `u${i}` })),
    ),
  );
  const { SummaryMap } = await cloud.iam.send(new GetAccountSummaryCommand({}));
  assert.equal(SummaryMap?.Users, 20);
});

void test("the authorization details hold all, page by page", async () => {
  await using cloud = await startCloud();
  await makeUser(cloud, "ada", allowing("s3:*"));
  await makeRole(
    cloud,
    "worker",
    trustingService("lambda.amazonaws.com"),
    allowing("s3:*"),
  );
  await cloud.iam.send(
    new CreatePolicyCommand({
      PolicyName: "mine",
      PolicyDocument: allowing("s3:*"),
    }),
  );
  const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  await cloud.iam.send(
    new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn }),
  );

  const all = await cloud.iam.send(
    new GetAccountAuthorizationDetailsCommand({}),
  );
  assert.deepEqual(
    all.UserDetailList?.map(
      ({ UserPolicyList }) => UserPolicyList?.[0]?.PolicyName,
    ),
    ["own"],
  );
  assert.deepEqual(
    all.RoleDetailList?.map(
      ({ AttachedManagedPolicies }) => AttachedManagedPolicies?.[0]?.PolicyArn,
    ),
    [PolicyArn],
  );
  assert.deepEqual(
    all.Policies?.map(({ PolicyName }) => PolicyName),
    ["mine", "ReadOnlyAccess"],
  );

  const seen: number[] = [];
  let Marker: string | undefined;
  do {
    const page = await cloud.iam.send(
      new GetAccountAuthorizationDetailsCommand({ MaxItems: 1, Marker }),
    );
    seen.push(
      [
        page.UserDetailList,
        page.GroupDetailList,
        page.RoleDetailList,
        page.Policies,
      ]
        .map((list) => list?.length ?? 0)
        .reduce((sum, length) => sum + length),
    );
    Marker = page.Marker;
  } while (Marker !== undefined);
  assert.deepEqual(seen, [1, 1, 1, 1]);

  const local = await cloud.iam.send(
    new GetAccountAuthorizationDetailsCommand({
      Filter: ["LocalManagedPolicy"],
    }),
  );
  assert.deepEqual(
    local.Policies?.map(({ PolicyName }) => PolicyName),
    ["mine"],
  );
  assert.deepEqual(local.UserDetailList, []);
});

void test("the authorization details are of the kinds that are asked for, in pages too", async () => {
  await using cloud = await startCloud();
  for (const name of ["ada", "bob", "cyd"])
    await makeUser(cloud, name, allowing("s3:*"));
  await makeRole(cloud, "worker", trustingService("lambda.amazonaws.com"));
  const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  await cloud.iam.send(
    new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn }),
  );

  const seen: (string | undefined)[][] = [];
  for await (const page of paginateGetAccountAuthorizationDetails(
    { client: cloud.iam, pageSize: 2 },
    { Filter: ["User", "AWSManagedPolicy"] },
  ))
    seen.push([
      ...(page.UserDetailList ?? []).map(({ UserName }) => UserName),
      ...(page.RoleDetailList ?? []).map(({ RoleName }) => RoleName),
      ...(page.Policies ?? []).map(({ PolicyName }) => PolicyName),
    ]);
  assert.deepEqual(seen, [
    ["ada", "bob"],
    ["cyd", "ReadOnlyAccess"],
  ]);

  const { Policies } = await cloud.iam.send(
    new GetAccountAuthorizationDetailsCommand({ Filter: ["AWSManagedPolicy"] }),
  );
  const [version] = Policies?.[0]?.PolicyVersionList ?? [];
  assert.equal(version?.IsDefaultVersion, true);
  const document = decodeURIComponent(version.Document ?? "");
  assert.ok(JSON.parse(document));
});

void test("a password policy is kept until it is deleted", async () => {
  await using cloud = await startCloud();
  const get = () => cloud.iam.send(new GetAccountPasswordPolicyCommand({}));
  await assert.rejects(get(), { name: "NoSuchEntityException" });
  await cloud.iam.send(
    new UpdateAccountPasswordPolicyCommand({
      MinimumPasswordLength: 14,
      MaxPasswordAge: 90,
    }),
  );
  const { PasswordPolicy } = await get();
  assert.equal(PasswordPolicy?.MinimumPasswordLength, 14);
  assert.equal(PasswordPolicy?.ExpirePasswords, true);
  assert.equal(PasswordPolicy?.RequireSymbols, false);
  await cloud.iam.send(new DeleteAccountPasswordPolicyCommand({}));
  await assert.rejects(get(), { name: "NoSuchEntityException" });
});

void test("IAM is one for all Regions: its calls are recorded in us-east-1", async () => {
  await using cloud = await startCloud();
  const { rootKey } = cloud.running;
  const iam = new IAMClient({
    endpoint: cloud.url,
    region: "eu-west-1",
    credentials: rootKey,
  });
  await iam.send(new CreateUserCommand({ UserName: "ada" }));
  iam.destroy();

  const record = (await cloud.trail()).at(-1);
  assert.equal(record?.eventName, "CreateUser");
  assert.equal(record?.awsRegion, "us-east-1");
});
