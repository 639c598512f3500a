import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateAliasCommand,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  DeleteObjectsCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
  type Event,
  type NotificationConfiguration,
} from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { makeWitness, type Witness } from "../../../../testing/witness.ts";

const Bucket = "pictures";
const SourceArn = `arn:aws:s3:::${Bucket}`;

interface Notification {
  readonly Records: readonly {
    readonly eventName: string;
    readonly eventTime: string;
    readonly responseElements: Readonly<Record<string, string>>;
    readonly s3: {
      readonly configurationId: string;
      readonly bucket: { readonly ownerIdentity: object };
      readonly object: {
        readonly key: string;
        readonly versionId?: string;
        readonly sequencer?: string;
      };
    };
  }[];
}

async function cloudWithBucket(): Promise<{ cloud: Cloud; witness: Witness }> {
  const cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  return { cloud, witness: await makeWitness(cloud) };
}

const configure = (
  cloud: Pick<Cloud, "s3">,
  NotificationConfiguration: NotificationConfiguration,
  more: { SkipDestinationValidation?: boolean } = {},
) =>
  cloud.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration,
      ...more,
    }),
  );

const calling = (
  LambdaFunctionArn: string,
  Events: Event[],
  more: object = {},
): NotificationConfiguration => ({
  LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events, ...more }],
});

const put = (cloud: Pick<Cloud, "s3">, Key: string, Body = "x") =>
  cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

/** The records that reached the function, by the time of their events. */
async function records(witness: Witness, expected: number) {
  const events = await witness.events<Notification>(expected);
  return events
    .flatMap(({ Records }) => Records)
    .toSorted((a, b) => (a.eventTime < b.eventTime ? -1 : 1));
}

const seen = async (witness: Witness, expected: number) =>
  (await records(witness, expected))
    .map(({ eventName, s3 }) => `${eventName} ${s3.object.key}`)
    .toSorted((a, b) => (a < b ? -1 : 1));

void test("a function whose policy lets the bucket call it gets S3's own event of a new object", async () => {
  const { cloud, witness } = await cloudWithBucket();
  await using _closed = cloud;
  const configuration = calling(witness.arn, ["s3:ObjectCreated:*"], {
    Id: "new pictures",
  });
  const cannot = {
    name: "InvalidArgument",
    message: "Unable to validate the following destination configurations",
  };
  await rejects(configure(cloud, configuration), cannot);
  await witness.allow("s3.amazonaws.com", { SourceArn: `${SourceArn}-other` });
  await rejects(configure(cloud, configuration), cannot);
  await cloud.lambda.send(
    new RemovePermissionCommand({
      FunctionName: "witness",
      StatementId: "s3-amazonaws-com",
    }),
  );
  await witness.allow("s3.amazonaws.com", {
    SourceArn,
    SourceAccount: cloud.accountId,
  });
  await configure(cloud, configuration);
  const { ETag } = await put(cloud, "in/red flower.jpg", "12345");

  const [record, ...others] = await records(witness, 1);
  ok(record);
  equal(others.length, 0);
  match(record.eventTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  match(record.s3.object.sequencer ?? "", /^[0-9A-F]{18}$/);
  deepEqual(record, {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: "us-east-1",
    eventTime: record.eventTime,
    eventName: "ObjectCreated:Put",
    userIdentity: { principalId: `AWS:${cloud.accountId}` },
    requestParameters: { sourceIPAddress: "127.0.0.1" },
    responseElements: record.responseElements,
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: "new pictures",
      bucket: {
        name: Bucket,
        ownerIdentity: record.s3.bucket.ownerIdentity,
        arn: SourceArn,
      },
      object: {
        key: "in/red+flower.jpg",
        size: 5,
        eTag: JSON.parse(ETag ?? "") as string,
        sequencer: record.s3.object.sequencer,
      },
    },
  });
  deepEqual(Object.keys(record.responseElements), [
    "x-amz-request-id",
    "x-amz-id-2",
  ]);
});

void test("once the policy is taken back, nothing reaches the function, and the trail tells of the refusal", async () => {
  const { cloud, witness } = await cloudWithBucket();
  await using _closed = cloud;
  await witness.allow("s3.amazonaws.com", { SourceArn });
  await configure(cloud, calling(witness.arn, ["s3:ObjectCreated:*"]));
  await put(cloud, "one");
  deepEqual(await seen(witness, 1), ["ObjectCreated:Put one"]);
  await cloud.lambda.send(
    new RemovePermissionCommand({
      FunctionName: "witness",
      StatementId: "s3-amazonaws-com",
    }),
  );
  await put(cloud, "two");
  deepEqual(await seen(witness, 1), ["ObjectCreated:Put one"]);
  const refusal = (await cloud.trail()).find(
    ({ eventName, errorCode }) =>
      eventName === "Invoke" && errorCode !== undefined,
  );
  equal(refusal?.errorCode, "AccessDenied");
  deepEqual(refusal.userIdentity["invokedBy"], "s3.amazonaws.com");
});

void test("only the events and keys that were asked for are told", async () => {
  const { cloud, witness } = await cloudWithBucket();
  await using _closed = cloud;
  await witness.allow("s3.amazonaws.com", { SourceArn });
  await configure(
    cloud,
    calling(witness.arn, ["s3:ObjectCreated:Put", "s3:ObjectRemoved:*"], {
      Filter: {
        Key: {
          FilterRules: [
            { Name: "Prefix", Value: "in/" },
            { Name: "suffix", Value: ".jpg" },
          ],
        },
      },
    }),
  );
  for (const key of ["in/a.jpg", "in/a.png", "out/a.jpg", "in/.jpg"])
    await put(cloud, key);
  await cloud.s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: "in/b.jpg",
      CopySource: `${Bucket}/in/a.jpg`,
    }),
  );
  await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key: "in/a.jpg" }));
  await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key: "in/none.jpg" }));
  await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key: "in/a.png" }));
  deepEqual(await seen(witness, 3), [
    "ObjectCreated:Put in/.jpg",
    "ObjectCreated:Put in/a.jpg",
    "ObjectRemoved:Delete in/a.jpg",
  ]);
});

void test("each kind of change has its event; versions are named where there are versions", async () => {
  const { cloud, witness } = await cloudWithBucket();
  await using _closed = cloud;
  await witness.allow("s3.amazonaws.com", { SourceArn });
  await cloud.s3.send(
    new PutBucketVersioningCommand({
      Bucket,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  await configure(
    cloud,
    calling(witness.arn, [
      "s3:ObjectCreated:*",
      "s3:ObjectRemoved:*",
      "s3:ObjectTagging:*",
    ]),
  );
  const { VersionId } = await put(cloud, "a");
  const TagSet = [{ Key: "k", Value: "v" }];
  await cloud.s3.send(
    new PutObjectTaggingCommand({ Bucket, Key: "a", Tagging: { TagSet } }),
  );
  await cloud.s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: "a" }));
  await cloud.s3.send(
    new CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/a` }),
  );
  const upload = { Bucket, Key: "c" };
  const { UploadId } = await cloud.s3.send(
    new CreateMultipartUploadCommand(upload),
  );
  const part = await cloud.s3.send(
    new UploadPartCommand({
      ...upload,
      UploadId,
      PartNumber: 1,
      Body: "part",
    }),
  );
  await cloud.s3.send(
    new CompleteMultipartUploadCommand({
      ...upload,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part.ETag }] },
    }),
  );
  await cloud.s3.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: [{ Key: "a" }, { Key: "a", VersionId }] },
    }),
  );
  deepEqual(await seen(witness, 7), [
    "ObjectCreated:CompleteMultipartUpload c",
    "ObjectCreated:Copy b",
    "ObjectCreated:Put a",
    "ObjectRemoved:Delete a",
    "ObjectRemoved:DeleteMarkerCreated a",
    "ObjectTagging:Delete a",
    "ObjectTagging:Put a",
  ]);
  const all = await records(witness, 7);
  ok(all.every(({ s3 }) => s3.object.versionId !== undefined));
  const version = (name: string) =>
    all.find(({ eventName }) => eventName === name)?.s3.object.versionId;
  equal(version("ObjectCreated:Put"), VersionId);
  equal(version("ObjectRemoved:Delete"), VersionId);
  equal(version("ObjectTagging:Put"), VersionId);
});

void test("later events of a key have later sequencers", async () => {
  const { cloud, witness } = await cloudWithBucket();
  await using _closed = cloud;
  await witness.allow("s3.amazonaws.com", { SourceArn });
  await configure(
    cloud,
    calling(witness.arn, ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]),
  );
  for (const body of ["1", "2"]) {
    await put(cloud, "a", body);
    cloud.advance(1);
  }
  await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  cloud.advance(1);
  await put(cloud, "a", "3");
  const sequencers = (await records(witness, 4)).map(
    ({ s3 }) => s3.object.sequencer ?? "",
  );
  equal(sequencers.length, 4);
  deepEqual(
    sequencers,
    sequencers.toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

void test("a function that is set off by what another wrote carries on its trace, so that loops are found out", async () => {
  const { cloud } = await cloudWithBucket();
  await using _closed = cloud;
  const witness = await makeWitness(
    cloud,
    "traced",
    `export const handler = async () =>
       console.log("EVENT " + JSON.stringify(process.env._X_AMZN_TRACE_ID));`,
  );
  await witness.allow("s3.amazonaws.com", { SourceArn });
  await configure(cloud, calling(witness.arn, ["s3:ObjectCreated:*"]));
  const root = "Root=1-6920f2a0-0123456789abcdef01234567";
  const command = new PutObjectCommand({ Bucket, Key: "a", Body: "x" });
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers["x-amzn-trace-id"] = `${root};Lineage=1:1a2b3c4d:3`;
      return next(args);
    },
    { step: "build" },
  );
  await cloud.s3.send(command);
  const [trace] = await witness.events<string>(1);
  ok(trace?.includes(root));
  match(trace ?? "", /Lineage=[^;]*1a2b3c4d/);
});

void test("an alias gets the events by a policy of its own", async () => {
  const { cloud, witness } = await cloudWithBucket();
  await using _closed = cloud;
  await cloud.lambda.send(
    new CreateAliasCommand({
      FunctionName: "witness",
      Name: "live",
      FunctionVersion: "$LATEST",
    }),
  );
  await witness.allow("s3.amazonaws.com", { SourceArn });
  const configuration = calling(`${witness.arn}:live`, ["s3:ObjectCreated:*"]);
  await rejects(configure(cloud, configuration), { name: "InvalidArgument" });
  await witness.allow("s3.amazonaws.com", { SourceArn, Qualifier: "live" });
  await configure(cloud, configuration);
  await put(cloud, "a");
  deepEqual(await seen(witness, 1), ["ObjectCreated:Put a"]);
});

void test("a configuration that skips validation is kept, and its events are dropped where they are refused", async () => {
  const { cloud, witness } = await cloudWithBucket();
  await using _closed = cloud;
  await configure(cloud, calling(witness.arn, ["s3:ObjectCreated:*"]), {
    SkipDestinationValidation: true,
  });
  await put(cloud, "a");
  deepEqual(await seen(witness, 0), []);
  await configure(cloud, {});
  const { $metadata: _response, ...none } = await cloud.s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  deepEqual(none, {});
});

void test("EventBridge is not built, and says so", async () => {
  const { cloud } = await cloudWithBucket();
  await using _closed = cloud;
  await rejects(configure(cloud, { EventBridgeConfiguration: {} }), {
    name: "NotImplemented",
    message: /EventBridge/,
  });
});

void test("who may not configure notifications does not", async () => {
  const { cloud, witness } = await cloudWithBucket();
  await using _closed = cloud;
  await witness.allow("s3.amazonaws.com", { SourceArn });
  const configuration = calling(witness.arn, ["s3:ObjectCreated:*"]);
  const ada = await makeUser(
    cloud,
    "ada",
    allowing("s3:PutBucketNotification", SourceArn),
  );
  const bob = await makeUser(
    cloud,
    "bob",
    allowing("s3:PutBucketNotification", `${SourceArn}-other`),
  );
  await configure(ada, configuration);
  await rejects(configure(bob, configuration), { name: "AccessDenied" });
});
