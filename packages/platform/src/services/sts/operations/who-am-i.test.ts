import assert from "node:assert/strict";
import { test } from "node:test";
import { CreateBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import {
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from "@aws-sdk/client-sts";
import {
  startCloud,
  type Clients,
  type Keys,
} from "../../../../testing/cloud.ts";
import {
  allowing,
  denying,
  makeRole,
  makeUser,
  removeUser,
  sessionOf,
  trusting,
} from "../../../../testing/principals.ts";

void test("everyone learns who they are, even where a policy denies it", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", denying("sts:GetCallerIdentity"));
  const roleArn = await makeRole(cloud, "worker", trusting(ada.arn));
  const session = cloud.as(await sessionOf(ada, roleArn));
  const arnOf = async (who: Clients) =>
    (await who.sts.send(new GetCallerIdentityCommand({}))).Arn;

  const account = cloud.accountId;
  assert.equal(await arnOf(cloud), `arn:aws:iam::${account}:root`);
  assert.equal(await arnOf(ada), `arn:aws:iam::${account}:user/ada`);
  assert.equal(
    await arnOf(session),
    `arn:aws:sts::${account}:assumed-role/worker/session`,
  );
});

void test("a user's session does what the user may, until it expires", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("s3:ListAllMyBuckets"));
  const session = cloud.as(await userSession(ada, 900));

  await session.s3.send(new ListBucketsCommand({}));
  await assert.rejects(
    session.s3.send(new CreateBucketCommand({ Bucket: "not-for-ada" })),
    {
      name: "AccessDenied",
    },
  );
  cloud.advance(901);
  await assert.rejects(session.s3.send(new ListBucketsCommand({})), {
    name: "ExpiredToken",
  });
});

void test("session credentials give no further ones, and a role's session gets none", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada");
  const roleArn = await makeRole(cloud, "worker", trusting(ada.arn));

  await assert.rejects(userSession(cloud.as(await userSession(ada))), {
    name: "AccessDenied",
  });
  await assert.rejects(userSession(cloud.as(await sessionOf(ada, roleArn))), {
    name: "AccessDenied",
  });
});

void test("the root user's session lasts an hour at most", async () => {
  await using cloud = await startCloud();
  const session = cloud.as(await userSession(cloud, 7200));
  await session.s3.send(new ListBucketsCommand({}));
  cloud.advance(3601);
  await assert.rejects(session.s3.send(new ListBucketsCommand({})), {
    name: "ExpiredToken",
  });
});

void test("a token that was changed, or that comes with another key, is refused", async () => {
  await using cloud = await startCloud();
  const keys = await userSession(cloud);
  const token = keys.sessionToken ?? "";
  const changed = cloud.as({
    ...keys,
    sessionToken: `${token.slice(0, -6)}AAAAA=`,
  });
  const other = cloud.as({
    ...(await userSession(cloud)),
    sessionToken: token,
  });

  for (const who of [changed, other])
    await assert.rejects(who.sts.send(new GetCallerIdentityCommand({})), {
      name: "InvalidClientTokenId",
    });
});

void test("any key id tells its account to whoever may ask", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("sts:GetAccessKeyInfo"));
  const bob = await makeUser(cloud, "bob");
  const accountOf = async (AccessKeyId: string, who: Clients) =>
    (await who.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account;

  assert.equal(await accountOf(bob.keys.accessKeyId, ada), cloud.accountId);
  assert.equal(
    await accountOf((await userSession(bob)).accessKeyId, ada),
    cloud.accountId,
  );
  await assert.rejects(accountOf("AKIAAAAAAAAAAAAAAAAA", ada), {
    name: "ValidationError",
  });
  await assert.rejects(accountOf(bob.keys.accessKeyId, bob), {
    name: "AccessDenied",
  });
});

void test("a user's session is worth nothing to a user made again under its name", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("s3:ListAllMyBuckets"));
  const session = cloud.as(await userSession(ada));
  await session.s3.send(new ListBucketsCommand({}));

  await removeUser(cloud, ada);
  await makeUser(cloud, "ada", allowing("s3:ListAllMyBuckets"));
  await assert.rejects(session.s3.send(new ListBucketsCommand({})), {
    name: "AccessDenied",
  });
});

async function userSession(
  who: Clients,
  DurationSeconds?: number,
): Promise<Keys> {
  const { Credentials } = await who.sts.send(
    new GetSessionTokenCommand({ DurationSeconds }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}
