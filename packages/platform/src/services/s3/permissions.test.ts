import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../testing/cloud.ts";
import { allowing, makeUser, removeUser } from "../../../testing/principals.ts";

const Bucket = "vault";
const bucketArn = `arn:aws:s3:::${Bucket}`;
const everything = `${bucketArn}/*`;

async function cloudWithBucket(): Promise<Cloud> {
  const cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  await put(cloud, "open/a");
  await put(cloud, "shut/a");
  return cloud;
}

function put({ s3 }: Clients, Key: string, more: object = {}) {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body: "hello", ...more }));
}

function get({ s3 }: Clients, Key: string) {
  return s3.send(new GetObjectCommand({ Bucket, Key }));
}

interface Statement {
  readonly Effect?: "Allow" | "Deny";
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

function policy(...statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({
      Effect: "Allow",
      ...statement,
    })),
  });
}

function attach({ s3 }: Clients, ...statements: readonly Statement[]) {
  return s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: policy(...statements) }),
  );
}

/** Clients of a user of the bucket's account who may do what the statements say. */
async function user(
  cloud: Cloud,
  ...statements: readonly Statement[]
): Promise<Clients> {
  const UserName = "worker";
  await cloud.iam.send(new CreateUserCommand({ UserName }));
  if (statements.length > 0)
    await cloud.iam.send(
      new PutUserPolicyCommand({
        UserName,
        PolicyName: "own",
        PolicyDocument: policy(...statements),
      }),
    );
  const { AccessKey } = await cloud.iam.send(
    new CreateAccessKeyCommand({ UserName }),
  );
  return cloud.as({
    accessKeyId: AccessKey!.AccessKeyId!,
    secretAccessKey: AccessKey!.SecretAccessKey!,
  });
}

const denied = { name: "AccessDenied" };

test("a user's own policy opens a prefix and nothing else", async () => {
  await using cloud = await cloudWithBucket();
  const worker = await user(cloud, {
    Action: "s3:GetObject",
    Resource: `${bucketArn}/open/*`,
  });
  ok(await get(worker, "open/a"));
  await rejects(get(worker, "shut/a"), denied);
  await rejects(put(worker, "open/a"), denied);
});

test("that a key does not exist is told only to those who may list", async () => {
  await using cloud = await cloudWithBucket();
  const read = { Action: "s3:GetObject", Resource: everything };
  const worker = await user(cloud, read);
  await rejects(get(worker, "none"), denied);
  await attach(cloud, {
    Principal: { AWS: `arn:aws:iam::${cloud.accountId}:user/worker` },
    Action: "s3:ListBucket",
    Resource: bucketArn,
  });
  await rejects(get(worker, "none"), { name: "NoSuchKey" });
});

test("listing can be bound to a prefix", async () => {
  await using cloud = await cloudWithBucket();
  const worker = await user(cloud, {
    Action: "s3:ListBucket",
    Resource: bucketArn,
    Condition: { StringLike: { "s3:prefix": "open/*" } },
  });
  const list = (Prefix?: string) =>
    worker.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  equal((await list("open/")).KeyCount, 1);
  await rejects(list("shut/"), denied);
  await rejects(list(), denied);
});

test("tags bound what may be put and read", async () => {
  await using cloud = await cloudWithBucket();
  await put(cloud, "tagged", { Tagging: "secret=no" });
  const worker = await user(
    cloud,
    {
      Action: "s3:GetObject",
      Resource: everything,
      Condition: { StringEquals: { "s3:ExistingObjectTag/secret": "no" } },
    },
    { Action: "s3:PutObject", Resource: everything },
    {
      Action: "s3:PutObjectTagging",
      Resource: everything,
      Condition: { StringEquals: { "s3:RequestObjectTag/team": "blue" } },
    },
  );
  ok(await get(worker, "tagged"));
  await rejects(get(worker, "open/a"), denied);
  await put(worker, "b");
  await put(worker, "b", { Tagging: "team=blue" });
  await rejects(put(worker, "b", { Tagging: "team=red" }), denied);
});

test("a copy needs the source's reading and the target's writing", async () => {
  await using cloud = await cloudWithBucket();
  const worker = await user(
    cloud,
    { Action: "s3:GetObject", Resource: `${bucketArn}/open/*` },
    { Action: "s3:PutObject", Resource: `${bucketArn}/mine/*` },
  );
  const copy = (from: string, Key: string) =>
    worker.s3.send(
      new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${from}` }),
    );
  ok(await copy("open/a", "mine/a"));
  await rejects(copy("shut/a", "mine/a"), denied);
  await rejects(copy("open/a", "open/b"), denied);
  // Tags go along, and with them what they open: that is a permission of its own.
  await put(cloud, "open/tagged", { Tagging: "secret=no" });
  await rejects(copy("open/tagged", "mine/a"), denied);
});

test("of many deletions those that are not allowed fail alone", async () => {
  await using cloud = await cloudWithBucket();
  const worker = await user(cloud, {
    Action: "s3:DeleteObject",
    Resource: `${bucketArn}/open/*`,
  });
  const { Deleted, Errors } = await worker.s3.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: [{ Key: "open/a" }, { Key: "shut/a" }] },
    }),
  );
  deepEqual(
    Deleted?.map(({ Key }) => Key),
    ["open/a"],
  );
  deepEqual(
    Errors?.map(({ Key, Code }) => [Key, Code]),
    [["shut/a", "AccessDenied"]],
  );
  ok(await get(cloud, "shut/a"));
});

test("a user can be held to the buckets of one account", async () => {
  await using cloud = await cloudWithBucket();
  const other = await cloud.account("111122223333");
  const theirs = "vault-of-theirs";
  await other.s3.send(new CreateBucketCommand({ Bucket: theirs }));
  await other.s3.send(
    new PutBucketPolicyCommand({
      Bucket: theirs,
      Policy: policy({
        Principal: { AWS: cloud.accountId },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::${theirs}/*`,
      }),
    }),
  );
  const worker = await user(cloud, {
    Action: "s3:PutObject",
    Resource: "*",
    Condition: { StringEquals: { "aws:ResourceAccount": cloud.accountId } },
  });
  await put(worker, "a");
  await rejects(put(worker, "a", { Bucket: theirs }), denied);
  await put(cloud, "a", { Bucket: theirs });
});

test("another account comes in by the bucket's policy, and only where it says", async () => {
  await using cloud = await cloudWithBucket();
  const other = await cloud.account("111122223333");
  await rejects(get(other, "open/a"), denied);
  await attach(cloud, {
    Principal: { AWS: "111122223333" },
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: `${bucketArn}/open/*`,
  });
  ok(await get(other, "open/a"));
  await put(other, "open/theirs");
  ok(await get(cloud, "open/theirs"));
  await rejects(get(other, "shut/a"), denied);

  await cloud.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await rejects(get(other, "open/a"), denied);
});

test("a bucket's policy means the user it named, not one that is made again under the name", async () => {
  await using cloud = await cloudWithBucket();
  const other = await cloud.account("111122223333");
  const may = allowing("s3:GetObject");
  const reader = await makeUser(cloud, "reader", may, other);
  const statement = (AWS: string): Statement => ({
    Principal: { AWS },
    Action: "s3:GetObject",
    Resource: everything,
  });
  const shown = async () => {
    const { Policy = "" } = await cloud.s3.send(
      new GetBucketPolicyCommand({ Bucket }),
    );
    const { Statement } = JSON.parse(Policy) as {
      Statement: { Principal: { AWS: string } }[];
    };
    return Statement[0]?.Principal.AWS;
  };
  await attach(cloud, statement(reader.arn));
  equal(await shown(), reader.arn);
  ok(await get(reader, "open/a"));

  await removeUser(other, reader);
  const again = await makeUser(cloud, "reader", may, other);
  await rejects(get(again, "open/a"), denied);
  match((await shown()) ?? "", /^AIDA/);
  await attach(cloud, statement(again.arn));
  ok(await get(again, "open/a"));
});

test("a bucket's policy can refuse its own account", async () => {
  await using cloud = await cloudWithBucket();
  const worker = await user(cloud, {
    Action: "s3:*",
    Resource: [bucketArn, everything],
  });
  ok(await get(worker, "shut/a"));
  await attach(cloud, {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: `${bucketArn}/shut/*`,
  });
  await rejects(get(worker, "shut/a"), denied);
  ok(await get(worker, "open/a"));
});

test("the public comes in where the policy lets it and no block stands before it", async () => {
  await using cloud = await cloudWithBucket();
  const fetched = async (key: string, query = "") =>
    (await fetch(`${cloud.url}/${Bucket}/${key}${query}`)).status;
  const open: Statement = {
    Principal: "*",
    Action: "s3:GetObject",
    Resource: `${bucketArn}/open/*`,
  };
  // New buckets block public policies.
  await rejects(attach(cloud, open), denied);
  await cloud.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  equal(await fetched("open/a"), 403);
  await attach(cloud, open);
  equal(await fetched("open/a"), 200);
  equal(await fetched("shut/a"), 403);
  equal(await fetched("open/none"), 403);
  equal(await fetched("open/a", "?response-content-type=text/html"), 400);
  const status = async () =>
    (await cloud.s3.send(new GetBucketPolicyStatusCommand({ Bucket })))
      .PolicyStatus?.IsPublic;
  equal(await status(), true);

  const other = await cloud.account("111122223333");
  ok(await get(other, "open/a"));
  await cloud.s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
    }),
  );
  equal(await fetched("open/a"), 403);
  await rejects(get(other, "open/a"), denied);
  ok(await get(cloud, "open/a"));

  await attach(cloud, {
    ...open,
    Condition: { IpAddress: { "aws:SourceIp": ["127.0.0.0/8", "::1/128"] } },
  });
  equal(await status(), false);
  equal(await fetched("open/a"), 200);
});

test("a policy that S3 would refuse is refused, and the former one stays", async () => {
  await using cloud = await cloudWithBucket();
  const read: Statement = {
    Principal: { AWS: "111122223333" },
    Action: "s3:GetObject",
    Resource: everything,
  };
  await attach(cloud, read);
  const refused: Statement[] = [
    { ...read, Action: "ec2:RunInstances" },
    { ...read, Resource: "arn:aws:s3:::another/*" },
    { ...read, Resource: "arn:aws:s3:::vault-of-others/*" },
    { ...read, Principal: { AWS: "arn:aws:iam::111122223333:user/nobody" } },
    { ...read, Principal: undefined },
  ];
  for (const statement of refused)
    await rejects(
      attach(cloud, statement),
      { name: "MalformedPolicy" },
      JSON.stringify(statement),
    );
  await rejects(
    cloud.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: "{" })),
    { name: "MalformedPolicy" },
  );
  const { Policy } = await cloud.s3.send(
    new GetBucketPolicyCommand({ Bucket }),
  );
  equal(Policy, policy(read));
  await cloud.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await rejects(cloud.s3.send(new GetBucketPolicyCommand({ Bucket })), {
    name: "NoSuchBucketPolicy",
  });
});
