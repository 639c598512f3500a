import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreatePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  ListRolesCommand,
  ListUsersCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
} from "@aws-sdk/client-sts";
import { serviceCaller } from "../../../core/caller.ts";
import { internalRequest } from "../../../gateway/request-context.ts";
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

const OTHER = "222222222222";

void test("a user whom the trust policy names assumes the role; another user does not", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const bob = await makeUser(cloud, "bob");
  const roleArn = await makeRole(
    cloud,
    "worker",
    trusting(ada.arn),
    allowing("iam:ListUsers"),
  );

  const { AssumedRoleUser } = await ada.sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "one" }),
  );
  assert.equal(
    AssumedRoleUser?.Arn,
    `arn:aws:sts::${cloud.accountId}:assumed-role/worker/one`,
  );
  assert.match(AssumedRoleUser?.AssumedRoleId ?? "", /^AROA[A-Z0-9]{17}:one$/);

  const session = cloud.as(await sessionOf(ada, roleArn));
  await session.iam.send(new ListUsersCommand({}));
  await assert.rejects(session.iam.send(new ListRolesCommand({})), {
    name: "AccessDenied",
    message:
      `User: arn:aws:sts::${cloud.accountId}:assumed-role/worker/session is not authorized to perform: iam:ListRoles ` +
      `on resource: arn:aws:iam::${cloud.accountId}:role/ because no identity-based policy allows the iam:ListRoles action`,
  });
  await assert.rejects(sessionOf(bob, roleArn), { name: "AccessDenied" });
});

void test("where the trust policy names the account, the user's own policy must allow it too", async () => {
  await using cloud = await startCloud();
  const roleArn = await makeRole(
    cloud,
    "worker",
    trusting(cloud.accountId),
    allowing("iam:ListUsers"),
  );
  const with_ = await makeUser(
    cloud,
    "with",
    allowing("sts:AssumeRole", roleArn),
  );
  const without = await makeUser(cloud, "without");

  await sessionOf(with_, roleArn);
  await assert.rejects(sessionOf(without, roleArn), {
    name: "AccessDenied",
    message:
      /is not authorized to perform: sts:AssumeRole on resource: .*role\/worker because no identity-based policy/,
  });
});

void test("across accounts both sides must allow", async () => {
  await using cloud = await startCloud();
  const other = await cloud.account(OTHER);
  const ada = await makeUser(cloud, "ada", allowing("sts:AssumeRole"), other);
  const bob = await makeUser(cloud, "bob", undefined, other);
  const trusted = await makeRole(
    cloud,
    "open",
    trusting([ada.arn, bob.arn]),
    allowing("iam:ListUsers"),
  );
  const closed = await makeRole(cloud, "closed", trusting(cloud.accountId));

  const session = cloud.as(await sessionOf(ada, trusted));
  const { Account } = await session.sts.send(new GetCallerIdentityCommand({}));
  assert.equal(Account, cloud.accountId);

  await assert.rejects(
    sessionOf(bob, trusted),
    /no identity-based policy allows/,
  );
  await assert.rejects(sessionOf(ada, closed), /no role trust policy allows/);
});

void test("an external id that the trust policy asks for must be given", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const roleArn = await makeRole(
    cloud,
    "vendor",
    trusting(ada.arn, { StringEquals: { "sts:ExternalId": "4711" } }),
  );

  await sessionOf(ada, roleArn, { ExternalId: "4711" });
  await assert.rejects(sessionOf(ada, roleArn), { name: "AccessDenied" });
  await assert.rejects(sessionOf(ada, roleArn, { ExternalId: "4712" }), {
    name: "AccessDenied",
  });
});

void test("a session policy narrows what the role may do and never widens it", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const roleArn = await makeRole(
    cloud,
    "worker",
    trusting(ada.arn),
    allowing(["iam:ListUsers", "iam:GetUser"]),
  );
  const narrowed = cloud.as(
    await sessionOf(ada, roleArn, {
      Policy: allowing(["iam:ListUsers", "iam:ListRoles"]),
    }),
  );

  await narrowed.iam.send(new ListUsersCommand({}));
  await assert.rejects(
    narrowed.iam.send(new GetUserCommand({ UserName: "ada" })),
    /because no session policy allows the iam:GetUser action/,
  );
  await assert.rejects(
    narrowed.iam.send(new ListRolesCommand({})),
    /because no identity-based policy allows the iam:ListRoles action/,
  );
  await assert.rejects(sessionOf(ada, roleArn, { Policy: "{" }), {
    name: "MalformedPolicyDocumentException",
  });
  const wide = allowing(Array.from({ length: 200 }, (_, i) => `iam:Get${i}`));
  await assert.rejects(sessionOf(ada, roleArn, { Policy: wide }), {
    name: "PackedPolicyTooLargeException",
  });
});

void test("managed session policies narrow like inline ones, and must exist", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const roleArn = await makeRole(
    cloud,
    "worker",
    trusting(ada.arn),
    allowing("iam:*"),
  );
  const { Policy } = await cloud.iam.send(
    new CreatePolicyCommand({
      PolicyName: "lists",
      PolicyDocument: allowing("iam:List*"),
    }),
  );
  const lists = [{ arn: Policy?.Arn }];
  const narrowed = cloud.as(
    await sessionOf(ada, roleArn, { PolicyArns: lists }),
  );

  await narrowed.iam.send(new ListUsersCommand({}));
  await assert.rejects(
    narrowed.iam.send(new GetUserCommand({ UserName: "ada" })),
    {
      name: "AccessDenied",
    },
  );
  const { PackedPolicySize } = await ada.sts.send(
    new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: "one",
      PolicyArns: lists,
    }),
  );
  assert.ok(
    PackedPolicySize !== undefined &&
      PackedPolicySize > 0 &&
      PackedPolicySize < 100,
  );
  await assert.rejects(
    sessionOf(ada, roleArn, { PolicyArns: [{ arn: `${Policy?.Arn}-not` }] }),
    { name: "ValidationError" },
  );
});

void test("passing tags takes sts:TagSession, and tags decide what the session may do", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const tagged = policyOf({
    Effect: "Allow",
    Action: "iam:ListUsers",
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalTag/team": "blue" } },
  });
  const untaggable = await makeRole(cloud, "plain", trusting(ada.arn), tagged);
  const taggable = await makeRole(
    cloud,
    "taggable",
    trusting(ada.arn, undefined, ["sts:AssumeRole", "sts:TagSession"]),
    tagged,
  );
  const team = (Value: string) => ({ Tags: [{ Key: "team", Value }] });

  await assert.rejects(
    sessionOf(ada, untaggable, team("blue")),
    /sts:TagSession/,
  );
  await cloud
    .as(await sessionOf(ada, taggable, team("blue")))
    .iam.send(new ListUsersCommand({}));
  await assert.rejects(
    cloud
      .as(await sessionOf(ada, taggable, team("red")))
      .iam.send(new ListUsersCommand({})),
    { name: "AccessDenied" },
  );
  await assert.rejects(
    sessionOf(ada, taggable, {
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "A", Value: "2" },
      ],
    }),
    { name: "InvalidParameterValue" },
  );
});

void test("transitive tags and the source identity go along a chain of roles and cannot be changed on the way", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const all = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
  const first = await makeRole(
    cloud,
    "first",
    trusting(ada.arn, undefined, all),
  );
  const onlyBlue = policyOf({
    Effect: "Allow",
    Action: "iam:ListUsers",
    Resource: "*",
    Condition: {
      StringEquals: {
        "aws:PrincipalTag/team": "blue",
        "aws:SourceIdentity": "ada",
      },
    },
  });
  const second = await makeRole(
    cloud,
    "second",
    trusting(first, undefined, all),
    onlyBlue,
  );
  const unaware = await makeRole(cloud, "unaware", trusting(first));
  const chain = cloud.as(
    await sessionOf(ada, first, {
      Tags: [{ Key: "team", Value: "blue" }],
      TransitiveTagKeys: ["team"],
      SourceIdentity: "ada",
    }),
  );

  await cloud
    .as(await sessionOf(chain, second))
    .iam.send(new ListUsersCommand({}));
  await assert.rejects(
    sessionOf(chain, second, { Tags: [{ Key: "Team", Value: "red" }] }),
    { name: "InvalidParameterValue" },
  );
  await assert.rejects(sessionOf(chain, second, { SourceIdentity: "eve" }), {
    name: "AccessDenied",
  });
  await assert.rejects(sessionOf(chain, unaware), { name: "AccessDenied" });
});

void test("a session lasts as long as the role allows, a chained one an hour", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const first = await makeRole(cloud, "first", trusting(ada.arn), undefined, {
    MaxSessionDuration: 7200,
  });
  const second = await makeRole(cloud, "second", trusting(first), undefined, {
    MaxSessionDuration: 7200,
  });

  const chain = cloud.as(
    await sessionOf(ada, first, { DurationSeconds: 7200 }),
  );
  await assert.rejects(sessionOf(ada, first, { DurationSeconds: 7201 }), {
    name: "ValidationError",
    message:
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
  });
  await sessionOf(chain, second, { DurationSeconds: 3600 });
  await assert.rejects(sessionOf(chain, second, { DurationSeconds: 3601 }), {
    name: "ValidationError",
    message: /1 hour session limit for roles assumed by role chaining/,
  });
});

void test("an expired session is refused", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const roleArn = await makeRole(
    cloud,
    "worker",
    trusting(ada.arn),
    allowing("iam:ListUsers"),
  );
  const session = cloud.as(
    await sessionOf(ada, roleArn, { DurationSeconds: 900 }),
  );

  cloud.advance(899);
  await session.iam.send(new ListUsersCommand({}));
  cloud.advance(2);
  await assert.rejects(session.iam.send(new ListUsersCommand({})), {
    name: "ExpiredToken",
  });
});

void test("a trust policy means the principal it named, not one that is made again under the name", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const front = await makeRole(cloud, "front", trusting(ada.arn));
  const back = await makeRole(cloud, "back", trusting(front));
  await sessionOf(cloud.as(await sessionOf(ada, front)), back);

  const { Role } = await cloud.iam.send(
    new GetRoleCommand({ RoleName: "front" }),
  );
  await cloud.iam.send(new DeleteRoleCommand({ RoleName: "front" }));
  assert.equal(await principalIn(cloud, "back"), Role?.RoleId);

  await makeRole(cloud, "front", trusting(ada.arn));
  const again = cloud.as(await sessionOf(ada, front));
  await assert.rejects(sessionOf(again, back), { name: "AccessDenied" });
  assert.equal(await principalIn(cloud, "back"), Role?.RoleId);

  await cloud.iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: "back",
      PolicyDocument: trusting(front),
    }),
  );
  await sessionOf(again, back);
  assert.equal(await principalIn(cloud, "back"), front);
});

void test("sessions of a role that is gone may do nothing, even when the role is made again", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const roleArn = await makeRole(
    cloud,
    "worker",
    trusting(ada.arn),
    allowing("iam:ListUsers"),
  );
  const session = cloud.as(await sessionOf(ada, roleArn));
  await session.iam.send(new ListUsersCommand({}));

  await cloud.iam.send(
    new DeleteRolePolicyCommand({ RoleName: "worker", PolicyName: "own" }),
  );
  await cloud.iam.send(new DeleteRoleCommand({ RoleName: "worker" }));
  await makeRole(cloud, "worker", trusting(ada.arn), allowing("iam:ListUsers"));
  await assert.rejects(session.iam.send(new ListUsersCommand({})), {
    name: "AccessDenied",
  });
});

void test("the root user assumes no role, and a text that is no role's ARN is refused", async () => {
  await using cloud = await startCloud();
  const roleArn = await makeRole(cloud, "worker", trusting(cloud.accountId));
  const ada = await makeUser(cloud, "ada", allowing("sts:AssumeRole"));

  await assert.rejects(sessionOf(cloud, roleArn), {
    name: "AccessDenied",
    message: "Roles may not be assumed by root accounts.",
  });
  await assert.rejects(
    sessionOf(ada, `arn:aws:iam::${cloud.accountId}:user/ada`),
    {
      name: "ValidationError",
    },
  );
  await assert.rejects(sessionOf(ada, `${roleArn}-not`), {
    name: "AccessDenied",
  });
  await sessionOf(ada, roleArn);
});

void test("a service assumes the roles that trust it, and no others", async () => {
  await using cloud = await startCloud();
  const mine = await makeRole(
    cloud,
    "mine",
    trustingService("lambda.amazonaws.com"),
  );
  const others = await makeRole(cloud, "others", trusting(cloud.accountId));
  const asLambda = (RoleArn: string) =>
    cloud.running.platform.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: "fn" }),
      serviceCaller(
        "lambda.amazonaws.com",
        cloud.accountId,
        `arn:aws:lambda:us-east-1:${cloud.accountId}:function:fn`,
      ),
      { region: "us-east-1", request: internalRequest("lambda.amazonaws.com") },
    );

  const { Credentials } = await asLambda(mine);
  const session = cloud.as({
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  });
  const { Arn } = await session.sts.send(new GetCallerIdentityCommand({}));
  assert.equal(Arn, `arn:aws:sts::${cloud.accountId}:assumed-role/mine/fn`);
  await assert.rejects(asLambda(others), { name: "AccessDenied" });
});

async function principalIn(cloud: Clients, RoleName: string): Promise<string> {
  const { Role } = await cloud.iam.send(new GetRoleCommand({ RoleName }));
  const document = JSON.parse(
    decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""),
  ) as {
    Statement: [{ Principal: { AWS: string } }];
  };
  return document.Statement[0].Principal.AWS;
}
