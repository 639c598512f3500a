import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { Agent } from "node:http";
import type { LookupFunction } from "node:net";
import { test } from "node:test";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";

const Bucket = "crate";

async function cloudWithBucket(): Promise<Cloud> {
  const cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  return cloud;
}

test("a bucket's name belongs to one account of all", async () => {
  await using cloud = await cloudWithBucket();
  const other = await cloud.account("111122223333");
  await rejects(other.s3.send(new CreateBucketCommand({ Bucket })), {
    name: "BucketAlreadyExists",
  });
  // In us-east-1 an owner may make it again, elsewhere not.
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  const eu = {
    Bucket: "crate-eu",
    CreateBucketConfiguration: { LocationConstraint: "eu-west-1" as const },
  };
  await cloud.s3.send(new CreateBucketCommand(eu));
  await rejects(cloud.s3.send(new CreateBucketCommand(eu)), {
    name: "BucketAlreadyOwnedByYou",
  });

  const { Buckets } = await cloud.s3.send(new ListBucketsCommand());
  deepEqual(
    Buckets?.map(({ Name, BucketRegion }) => [Name, BucketRegion]),
    [
      [Bucket, "us-east-1"],
      ["crate-eu", "eu-west-1"],
    ],
  );
  const theirs = await other.s3.send(new ListBucketsCommand());
  equal(theirs.Buckets?.length ?? 0, 0);
});

test("buckets are listed in pages and by prefix", async () => {
  await using cloud = await cloudWithBucket();
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "crate-2" }));
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "other" }));
  const one = await cloud.s3.send(
    new ListBucketsCommand({ MaxBuckets: 1, Prefix: "crate" }),
  );
  const two = await cloud.s3.send(
    new ListBucketsCommand({
      Prefix: "crate",
      ContinuationToken: one.ContinuationToken,
    }),
  );
  deepEqual(
    [...(one.Buckets ?? []), ...(two.Buckets ?? [])].map(({ Name }) => Name),
    ["crate", "crate-2"],
  );
  equal(two.ContinuationToken, undefined);
});

test("a bucket says where it is", async () => {
  await using cloud = await cloudWithBucket();
  const head = await cloud.s3.send(new HeadBucketCommand({ Bucket }));
  equal(head.BucketRegion, "us-east-1");
  const first = await cloud.s3.send(new GetBucketLocationCommand({ Bucket }));
  equal(first.LocationConstraint || undefined, undefined);

  const eu = new S3Client({
    region: "eu-west-1",
    endpoint: cloud.url,
    credentials: cloud.running.rootKey,
    forcePathStyle: true,
  });
  for (const LocationConstraint of ["us-west-2", "eu-central-1"] as const)
    await rejects(
      eu.send(
        new CreateBucketCommand({
          Bucket: "elsewhere",
          CreateBucketConfiguration: { LocationConstraint },
        }),
      ),
      { name: "IllegalLocationConstraintException" },
    );
  await cloud.s3.send(
    new CreateBucketCommand({
      Bucket: "crate-eu",
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
  );
  const second = await eu.send(
    new GetBucketLocationCommand({ Bucket: "crate-eu" }),
  );
  equal(second.LocationConstraint, "eu-west-1");
  eu.destroy();

  await rejects(
    cloud.s3.send(new HeadBucketCommand({ Bucket: "no-such-bucket" })),
    { name: "NotFound" },
  );
  await rejects(
    cloud.s3.send(new GetBucketLocationCommand({ Bucket: "no-such-bucket" })),
    { name: "NoSuchBucket" },
  );
});

test("a name that S3 would refuse is refused", async () => {
  await using cloud = await startCloud();
  for (const name of [
    "ab",
    "Upper",
    "under_score",
    "a..b",
    "-front",
    "192.168.1.1",
    "xn--name",
    "name-s3alias",
    "n".repeat(64),
  ])
    await rejects(
      cloud.s3.send(new CreateBucketCommand({ Bucket: name })),
      { name: "InvalidBucketName" },
      name,
    );
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "fine.name-1" }));
});

test("only an empty bucket is deleted; uploads under way end with it", async () => {
  await using cloud = await cloudWithBucket();
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  await rejects(cloud.s3.send(new DeleteBucketCommand({ Bucket })), {
    name: "BucketNotEmpty",
  });
  await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  await cloud.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "b" }));
  await cloud.s3.send(new DeleteBucketCommand({ Bucket }));
  await rejects(cloud.s3.send(new DeleteBucketCommand({ Bucket })), {
    name: "NoSuchBucket",
  });
});

test("host style names the bucket before the host", async () => {
  await using cloud = await cloudWithBucket();
  const { port } = new URL(cloud.url);
  const hosted = new S3Client({
    region: "us-east-1",
    endpoint: `http://localhost:${port}`,
    credentials: cloud.running.rootKey,
    requestHandler: { httpAgent: new Agent({ lookup: loopback }) },
  });
  const Key = "a/b +.txt";
  await hosted.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  const { Contents } = await cloud.s3.send(
    new ListObjectsV2Command({ Bucket }),
  );
  equal(Contents?.[0]?.Key, Key);
  equal((await hosted.send(new ListBucketsCommand())).Buckets?.length, 1);
  hosted.destroy();
});

/** Not every resolver knows names under localhost. */
const loopback: LookupFunction = (_name, { all }, found) =>
  all
    ? found(null, [{ address: "127.0.0.1", family: 4 }])
    : found(null, "127.0.0.1", 4);

test("a bucket that nobody configured answers as S3's do", async () => {
  await using cloud = await cloudWithBucket();
  const { s3 } = cloud;
  const { ServerSideEncryptionConfiguration } = await s3.send(
    new GetBucketEncryptionCommand({ Bucket }),
  );
  equal(
    ServerSideEncryptionConfiguration?.Rules?.[0]
      ?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    "AES256",
  );
  const { PublicAccessBlockConfiguration } = await s3.send(
    new GetPublicAccessBlockCommand({ Bucket }),
  );
  deepEqual(Object.values(PublicAccessBlockConfiguration ?? {}), [
    true,
    true,
    true,
    true,
  ]);
  const { OwnershipControls } = await s3.send(
    new GetBucketOwnershipControlsCommand({ Bucket }),
  );
  equal(OwnershipControls?.Rules?.[0]?.ObjectOwnership, "BucketOwnerEnforced");
  const { Grants, Owner } = await s3.send(new GetBucketAclCommand({ Bucket }));
  equal(Grants?.[0]?.Permission, "FULL_CONTROL");
  equal(Grants?.[0]?.Grantee?.ID, Owner?.ID);
  equal(Grants?.[0]?.Grantee?.Type, "CanonicalUser");
  const { Payer } = await s3.send(
    new GetBucketRequestPaymentCommand({ Bucket }),
  );
  equal(Payer, "BucketOwner");
  ok(await s3.send(new GetBucketLoggingCommand({ Bucket })));
  ok(await s3.send(new GetBucketAccelerateConfigurationCommand({ Bucket })));
  ok(await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket })));

  const none = async (sent: Promise<unknown>, name: string) =>
    rejects(sent, { name });
  await none(s3.send(new GetBucketTaggingCommand({ Bucket })), "NoSuchTagSet");
  await none(
    s3.send(new GetBucketCorsCommand({ Bucket })),
    "NoSuchCORSConfiguration",
  );
  await none(
    s3.send(new GetBucketWebsiteCommand({ Bucket })),
    "NoSuchWebsiteConfiguration",
  );
  await none(
    s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
    "NoSuchLifecycleConfiguration",
  );
  await none(
    s3.send(new GetBucketReplicationCommand({ Bucket })),
    "ReplicationConfigurationNotFoundError",
  );
  await none(
    s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
    "ObjectLockConfigurationNotFoundError",
  );
});

test("settings are kept, and can be taken back", async () => {
  await using cloud = await cloudWithBucket();
  const { s3 } = cloud;
  const TagSet = [{ Key: "team", Value: "blue" }];
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  deepEqual(
    (await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet,
    TagSet,
  );
  await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
  await rejects(s3.send(new GetBucketTaggingCommand({ Bucket })), {
    name: "NoSuchTagSet",
  });

  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await rejects(s3.send(new GetPublicAccessBlockCommand({ Bucket })), {
    name: "NoSuchPublicAccessBlockConfiguration",
  });

  const encrypt = (
    SSEAlgorithm: "AES256" | "aws:kms" | "aws:kms:dsse",
    KMSMasterKeyID?: string,
  ) =>
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm,
                KMSMasterKeyID,
              },
              BucketKeyEnabled: true,
            },
          ],
        },
      }),
    );
  await encrypt("AES256");
  const { ServerSideEncryptionConfiguration } = await s3.send(
    new GetBucketEncryptionCommand({ Bucket }),
  );
  equal(ServerSideEncryptionConfiguration?.Rules?.[0]?.BucketKeyEnabled, true);
  await rejects(encrypt("aws:kms", "alias/mine"), { name: "NotImplemented" });
  await rejects(encrypt("aws:kms:dsse"), { name: "NotImplemented" });
  await rejects(encrypt("AES256", "alias/mine"), { name: "InvalidArgument" });
});

test("a bucket that encrypts with KMS says so of its objects, unless they ask for something else", async () => {
  await using cloud = await cloudWithBucket();
  const { s3 } = cloud;
  const plain = await s3.send(
    new PutObjectCommand({ Bucket, Key: "before", Body: "x" }),
  );
  equal(plain.ServerSideEncryption, "AES256");
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } },
        ],
      },
    }),
  );
  const { ServerSideEncryptionConfiguration: told } = await s3.send(
    new GetBucketEncryptionCommand({ Bucket }),
  );
  deepEqual(told?.Rules?.[0]?.ApplyServerSideEncryptionByDefault, {
    SSEAlgorithm: "aws:kms",
  });
  const encryption = async (Key: string) =>
    (await s3.send(new HeadObjectCommand({ Bucket, Key })))
      .ServerSideEncryption;
  await s3.send(new PutObjectCommand({ Bucket, Key: "put", Body: "x" }));
  await s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: "copied",
      CopySource: `${Bucket}/before`,
    }),
  );
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: "asked",
      Body: "x",
      ServerSideEncryption: "AES256",
    }),
  );
  equal(await encryption("before"), "AES256");
  equal(await encryption("put"), "aws:kms");
  equal(await encryption("copied"), "aws:kms");
  equal(await encryption("asked"), "AES256");
  await s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: "copied",
      CopySource: `${Bucket}/put`,
      ServerSideEncryption: "AES256",
    }),
  );
  equal(await encryption("copied"), "AES256");
});

test("a notification configuration is kept with ids of its own", async () => {
  await using cloud = await cloudWithBucket();
  const LambdaFunctionArn =
    "arn:aws:lambda:us-east-1:000000000000:function:listener";
  await cloud.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      SkipDestinationValidation: true,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [
          {
            LambdaFunctionArn,
            Events: ["s3:ObjectCreated:*"],
            Filter: {
              Key: { FilterRules: [{ Name: "prefix", Value: "in/" }] },
            },
          },
        ],
      },
    }),
  );
  const { LambdaFunctionConfigurations } = await cloud.s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  const [only] = LambdaFunctionConfigurations ?? [];
  equal(only?.LambdaFunctionArn, LambdaFunctionArn);
  deepEqual(only?.Events, ["s3:ObjectCreated:*"]);
  ok(only?.Id);
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key: "in/a", Body: "x" }));
});

test("what no bucket has here is refused, not forgotten", async () => {
  await using cloud = await startCloud();
  await rejects(
    cloud.s3.send(
      new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }),
    ),
    { name: "NotImplemented" },
  );
  await rejects(
    cloud.s3.send(new CreateBucketCommand({ Bucket, ACL: "public-read" })),
    { name: "InvalidBucketAclWithObjectOwnership" },
  );
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  await rejects(
    cloud.s3.send(
      new PutBucketVersioningCommand({
        Bucket,
        VersioningConfiguration: { Status: "Enabled", MFADelete: "Enabled" },
      }),
    ),
    { name: "NotImplemented" },
  );
});
