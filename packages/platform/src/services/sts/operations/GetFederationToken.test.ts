import assert from "node:assert/strict";
import { test } from "node:test";
import { ListRolesCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  AssumeRoleCommand,
  DecodeAuthorizationMessageCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  type GetFederationTokenCommandInput,
} from "@aws-sdk/client-sts";
import { sealAuthorizationMessage } from "../../../core/identity/authorization-message.ts";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  policyOf,
  trusting,
} from "../../../../testing/principals.ts";

async function federated(
  cloud: Cloud,
  by: Clients,
  more: Partial<GetFederationTokenCommandInput> = {},
): Promise<Clients> {
  const { Credentials } = await by.sts.send(
    new GetFederationTokenCommand({ Name: "guest", ...more }),
  );
  return cloud.as({
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  });
}

const buckets = (who: Clients) => who.s3.send(new ListBucketsCommand({}));

void test("a federated user may do what both its user and its session policy allow", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(
    cloud,
    "ada",
    allowing(["sts:GetFederationToken", "s3:ListAllMyBuckets"]),
  );
  const within = await federated(cloud, ada, { Policy: allowing("s3:*") });
  await buckets(within);
  const { Arn, UserId } = await within.sts.send(
    new GetCallerIdentityCommand({}),
  );
  assert.equal(Arn, `arn:aws:sts::${cloud.accountId}:federated-user/guest`);
  assert.equal(UserId, `${cloud.accountId}:guest`);

  const narrow = await federated(cloud, ada, { Policy: allowing("sqs:*") });
  await assert.rejects(buckets(narrow), /no session policy allows/);
  const bare = await federated(cloud, ada);
  await assert.rejects(buckets(bare), /no session policy allows/);
  await assert.rejects(
    within.s3.send(new CreateBucketCommand({ Bucket: "not-for-guests" })),
    /no identity-based policy allows/,
  );
});

void test("a session of the root user has what its session policy allows", async () => {
  await using cloud = await startCloud();
  const guest = await federated(cloud, cloud, {
    Policy: allowing("s3:ListAllMyBuckets"),
  });
  await buckets(guest);
  await assert.rejects(
    guest.s3.send(new CreateBucketCommand({ Bucket: "not-for-guests" })),
    /no session policy allows/,
  );
});

void test("a resource that names the federated user lets it in without any session policy", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("sts:GetFederationToken"));
  const Bucket = "open-to-the-guest";
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "a" }));
  await cloud.s3.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: policyOf({
        Effect: "Allow",
        Principal: {
          AWS: `arn:aws:sts::${cloud.accountId}:federated-user/guest`,
        },
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${Bucket}/*`,
      }),
    }),
  );
  const read = (who: Clients) =>
    who.s3.send(new GetObjectCommand({ Bucket, Key: "a" }));
  await read(await federated(cloud, ada));
  await assert.rejects(read(await federated(cloud, ada, { Name: "other" })), {
    name: "AccessDenied",
  });
});

void test("tags need their own permission and are seen by conditions", async () => {
  await using cloud = await startCloud();
  const tagged = policyOf(
    { Effect: "Allow", Action: "sts:*", Resource: "*" },
    {
      Effect: "Allow",
      Action: "s3:ListAllMyBuckets",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalTag/team": "red" } },
    },
  );
  const may = await makeUser(cloud, "may", tagged);
  const not = await makeUser(cloud, "not", allowing("sts:GetFederationToken"));
  const as = (team: string) => ({
    Policy: allowing("s3:*"),
    Tags: [{ Key: "team", Value: team }],
  });
  await buckets(await federated(cloud, may, as("red")));
  await assert.rejects(buckets(await federated(cloud, may, as("blue"))), {
    name: "AccessDenied",
  });
  await assert.rejects(federated(cloud, not, as("red")), /sts:TagSession/);
});

void test("session credentials get no federation token, and call neither IAM nor the rest of STS", async () => {
  await using cloud = await startCloud();
  const ada = await makeUser(cloud, "ada", allowing("*"));
  const roleArn = await makeRole(cloud, "worker", trusting(ada.arn));
  const guest = await federated(cloud, ada, { Policy: allowing("*") });
  const { Credentials } = await ada.sts.send(new GetSessionTokenCommand({}));
  const session = cloud.as({
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  });
  for (const who of [guest, session]) {
    await buckets(who);
    await who.sts.send(new GetCallerIdentityCommand({}));
    await assert.rejects(federated(cloud, who), { name: "AccessDenied" });
    await assert.rejects(who.iam.send(new ListRolesCommand({})), {
      name: "InvalidClientTokenId",
    });
  }
  const assume = (who: Clients) =>
    who.sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "one" }),
    );
  await assume(session);
  await assert.rejects(assume(guest), { name: "AccessDenied" });
});

void test("the message of a denial is opened for those who may, and only if this installation sealed it", async () => {
  await using cloud = await startCloud();
  const { secret } = cloud.running.platform.facts;
  const EncodedMessage = sealAuthorizationMessage(
    { allowed: false },
    secret,
    cloud.accountId,
  );
  const may = await makeUser(
    cloud,
    "may",
    allowing("sts:DecodeAuthorizationMessage"),
  );
  const not = await makeUser(cloud, "not");
  const decode = (who: Clients, message: string) =>
    who.sts.send(
      new DecodeAuthorizationMessageCommand({ EncodedMessage: message }),
    );
  const { DecodedMessage } = await decode(may, EncodedMessage);
  assert.equal(DecodedMessage, '{"allowed":false}');
  await assert.rejects(decode(not, EncodedMessage), { name: "AccessDenied" });
  const other = sealAuthorizationMessage(
    { allowed: true },
    Buffer.alloc(32),
    cloud.accountId,
  );
  for (const message of ["x", other, `A${EncodedMessage.slice(1)}`])
    if (message !== EncodedMessage)
      await assert.rejects(decode(may, message), {
        name: "InvalidAuthorizationMessageException",
      });
});
