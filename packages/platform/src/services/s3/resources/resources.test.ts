import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import { startCloud } from "../../../../testing/cloud.ts";
import { resourceHandler } from "../../../../testing/resources.ts";
import { makeFunction } from "../../lambda/testing/functions.ts";

/** What every bucket tells of itself. */
const addresses = (name: string) => ({
  BucketName: name,
  Arn: `arn:aws:s3:::${name}`,
  DomainName: `${name}.s3.amazonaws.com`,
  DualStackDomainName: `${name}.s3.dualstack.us-east-1.amazonaws.com`,
  RegionalDomainName: `${name}.s3.us-east-1.amazonaws.com`,
  WebsiteURL: `http://${name}.s3-website-us-east-1.amazonaws.com`,
});

const CLOSED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

const encryption = (BucketKeyEnabled: boolean) => ({
  ServerSideEncryptionConfiguration: [
    {
      BucketKeyEnabled,
      ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
    },
  ],
});

const DEFAULTS = {
  PublicAccessBlockConfiguration: CLOSED,
  OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
  BucketEncryption: encryption(false),
  AbacStatus: "Disabled",
};

test("a bucket lives as a resource: made, read, changed, listed, deleted", async () => {
  await using cloud = await startCloud();
  const buckets = await resourceHandler(cloud, "AWS::S3::Bucket");
  const properties = {
    VersioningConfiguration: { Status: "Enabled" },
    BucketEncryption: encryption(true),
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const name = await buckets.create(properties);
  match(name, /^stack-resource-[a-z0-9]{12}$/);
  deepEqual(await buckets.read(name), {
    ...addresses(name),
    ...DEFAULTS,
    ...properties,
  });
  await buckets.update(name, {
    before: properties,
    after: {
      OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    },
  });
  deepEqual(await buckets.read(name), {
    ...addresses(name),
    ...DEFAULTS,
    VersioningConfiguration: { Status: "Suspended" },
    OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: false,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    },
  });
  deepEqual(await buckets.list(), [name]);
  await cloud.s3.send(
    new PutObjectCommand({ Bucket: name, Key: "a", Body: "1" }),
  );
  await rejects(buckets.delete(name), { name: "BucketNotEmpty" });

  const other = await buckets.create({ BucketName: "short-lived" });
  await buckets.delete(other);
  equal(await buckets.read(other), undefined);
  await buckets.delete(other);
});

test("the bucket of CDK's bootstrap lives as it is written", async () => {
  await using cloud = await startCloud();
  const buckets = await resourceHandler(cloud, "AWS::S3::Bucket");
  const properties = {
    BucketName: "cdk-hnb659fds-assets",
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } },
      ],
    },
    PublicAccessBlockConfiguration: CLOSED,
    VersioningConfiguration: { Status: "Enabled" },
    LifecycleConfiguration: {
      Rules: [
        {
          Id: "CleanupOldVersions",
          Status: "Enabled",
          NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        },
        {
          Id: "AbortIncompleteMultipartUploads",
          Status: "Enabled",
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        },
      ],
    },
  };
  const name = await buckets.create(properties);
  const read = await buckets.read(name);
  deepEqual(read?.["LifecycleConfiguration"], {
    ...properties.LifecycleConfiguration,
    TransitionDefaultMinimumObjectSize: "all_storage_classes_128K",
  });
  deepEqual(read["BucketEncryption"], {
    ServerSideEncryptionConfiguration: [
      {
        BucketKeyEnabled: false,
        ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" },
      },
    ],
  });

  const Rules = [
    {
      Id: "filtered",
      Status: "Disabled",
      Prefix: "in/",
      TagFilters: [{ Key: "a", Value: "b" }],
      ObjectSizeGreaterThan: "5",
      ExpirationDate: "2030-01-01T00:00:00.000Z",
    },
    { Id: "marks", Status: "Enabled", ExpiredObjectDeleteMarker: true },
    {
      Id: "tagged",
      Status: "Enabled",
      TagFilters: [{ Key: "a", Value: "b" }],
      ExpirationInDays: 3,
    },
  ];
  await buckets.update(name, {
    before: properties,
    after: { ...properties, LifecycleConfiguration: { Rules } },
  });
  const changed = await buckets.read(name);
  deepEqual(changed?.["LifecycleConfiguration"], {
    Rules,
    TransitionDefaultMinimumObjectSize: "all_storage_classes_128K",
  });
  const CorsConfiguration = {
    CorsRules: [
      {
        Id: "pages",
        AllowedOrigins: ["https://example.com"],
        AllowedMethods: ["GET"],
        ExposedHeaders: ["ETag"],
        MaxAge: 60,
      },
    ],
  };
  await buckets.update(name, {
    before: { ...properties, LifecycleConfiguration: { Rules } },
    after: { BucketName: name, CorsConfiguration },
  });
  deepEqual(
    (await buckets.read(name))?.["CorsConfiguration"],
    CorsConfiguration,
  );
  await buckets.update(name, {
    before: { BucketName: name, CorsConfiguration },
    after: { BucketName: name },
  });
  equal((await buckets.read(name))?.["CorsConfiguration"], undefined);
  equal((await buckets.read(name))?.["LifecycleConfiguration"], undefined);
  await rejects(
    buckets.create({
      LifecycleConfiguration: {
        Rules: [
          {
            Status: "Enabled",
            Transitions: [{ StorageClass: "GLACIER", TransitionInDays: 9 }],
          },
        ],
      },
    }),
    { message: "Transitions of AWS::S3::Bucket: not built." },
  );
  deepEqual(await buckets.list(), [name]);
});

test("a bucket that is there already is not taken over; one of the same step is", async () => {
  await using cloud = await startCloud();
  const buckets = await resourceHandler(cloud, "AWS::S3::Bucket");
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "taken" }));
  await rejects(buckets.create({ BucketName: "taken" }), {
    name: "AlreadyExists",
    message:
      "Resource of type 'AWS::S3::Bucket' with identifier 'taken' already exists.",
  });
  const wanted = {
    BucketName: "mine",
    VersioningConfiguration: { Status: "Enabled" },
  };
  equal(await buckets.create(wanted, "step"), "mine");
  equal(await buckets.create(wanted, "step"), "mine");
  await rejects(buckets.create(wanted, "another step"), {
    name: "AlreadyExists",
  });
});

test("what is not built is refused by its name, before anything is made", async () => {
  await using cloud = await startCloud();
  const buckets = await resourceHandler(cloud, "AWS::S3::Bucket");
  await rejects(
    buckets.create({
      BucketName: "never",
      WebsiteConfiguration: { IndexDocument: "index.html" },
      AccessControl: "PublicRead",
    }),
    {
      name: "InvalidRequest",
      message:
        "WebsiteConfiguration, AccessControl of AWS::S3::Bucket: not built.",
    },
  );
  deepEqual(await buckets.list(), []);
  await buckets.create({ BucketName: "plain", AccessControl: "Private" });
  await rejects(
    buckets.update("plain", {
      before: {},
      after: { WebsiteConfiguration: { IndexDocument: "index.html" } },
    }),
    { message: "WebsiteConfiguration of AWS::S3::Bucket: not built." },
  );
});

test("a bucket tells a function that lets it, and is not made for one that does not", async () => {
  await using cloud = await startCloud();
  const buckets = await resourceHandler(cloud, "AWS::S3::Bucket");
  const { FunctionArn } = await makeFunction(cloud, "listener");
  const NotificationConfiguration = {
    LambdaConfigurations: [
      {
        Event: "s3:ObjectCreated:*",
        Filter: { S3Key: { Rules: [{ Name: "Prefix", Value: "in/" }] } },
        Function: FunctionArn,
      },
    ],
  };
  const properties = { BucketName: "telling", NotificationConfiguration };
  await rejects(buckets.create(properties), { name: "InvalidArgument" });
  await rejects(cloud.s3.send(new HeadBucketCommand({ Bucket: "telling" })), {
    name: "NotFound",
  });
  await cloud.lambda.send(
    new AddPermissionCommand({
      FunctionName: "listener",
      StatementId: "s3",
      Action: "lambda:InvokeFunction",
      Principal: "s3.amazonaws.com",
      SourceArn: "arn:aws:s3:::telling",
    }),
  );
  await buckets.create(properties);
  deepEqual(
    (await buckets.read("telling"))?.["NotificationConfiguration"],
    NotificationConfiguration,
  );
  await buckets.update("telling", { before: properties, after: {} });
  equal(
    (await buckets.read("telling"))?.["NotificationConfiguration"],
    undefined,
  );
});

test("a bucket's policy lives as a resource, and replaces none that is there", async () => {
  await using cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "shelf" }));
  const policies = await resourceHandler(cloud, "AWS::S3::BucketPolicy");
  const policy = (Action: string) => ({
    Bucket: "shelf",
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "cloudtrail.amazonaws.com" },
          Action,
          Resource: "arn:aws:s3:::shelf/*",
        },
      ],
    },
  });
  equal(await policies.create(policy("s3:PutObject")), "shelf");
  deepEqual(await policies.read("shelf"), policy("s3:PutObject"));
  await rejects(policies.create(policy("s3:GetObject")), {
    name: "AlreadyExists",
  });
  await policies.update("shelf", {
    before: policy("s3:PutObject"),
    after: policy("s3:GetObject"),
  });
  deepEqual(await policies.read("shelf"), policy("s3:GetObject"));
  await policies.delete("shelf");
  equal(await policies.read("shelf"), undefined);
  await policies.delete("shelf");
  await rejects(
    policies.create({ ...policy("s3:GetObject"), Bucket: "nowhere" }),
    { name: "NoSuchBucket" },
  );
});
