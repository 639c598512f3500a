import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketLifecycleCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type LifecycleRule,
} from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { makeWitness } from "../../../../testing/witness.ts";

const Bucket = "attic";
const DAY = 86_400;

async function cloudWithBucket(versioned = false): Promise<Cloud> {
  const cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  if (versioned)
    await cloud.s3.send(
      new PutBucketVersioningCommand({
        Bucket,
        VersioningConfiguration: { Status: "Enabled" },
      }),
    );
  return cloud;
}

const rules = ({ s3 }: Pick<Cloud, "s3">, ...given: Partial<LifecycleRule>[]) =>
  s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: {
        Rules: given.map((rule) => ({
          Status: "Enabled",
          Filter: {},
          ...rule,
        })),
      },
    }),
  );

const put = ({ s3 }: Cloud, Key: string, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: "12345", ...more }));

const remove = ({ s3 }: Cloud, Key: string) =>
  s3.send(new DeleteObjectCommand({ Bucket, Key }));

/** All versions, each as its key and `*` for a marker, in the listing's order. */
async function contents({ s3 }: Cloud): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket }),
  );
  return [
    ...Versions.map(({ Key }) => String(Key)),
    ...DeleteMarkers.map(({ Key }) => `${String(Key)}*`),
  ].sort();
}

async function pass(cloud: Cloud, days: number): Promise<void> {
  cloud.advance(days * DAY);
  await cloud.settled();
}

test("objects expire at the midnight after their days, those that a rule is for; others stay", async () => {
  await using cloud = await cloudWithBucket();
  await rules(
    cloud,
    { ID: "in & out", Filter: { Prefix: "in/" }, Expiration: { Days: 2 } },
    {
      Filter: {
        And: { Prefix: "by/", Tags: [{ Key: "keep", Value: "no" }] },
      },
      Expiration: { Days: 1 },
    },
    {
      Filter: { ObjectSizeGreaterThan: 5 },
      Expiration: { Days: 1 },
    },
    { Status: "Disabled", Expiration: { Days: 1 } },
  );
  const { Expiration } = await put(cloud, "in/a");
  const [, date, id] =
    /^expiry-date="(.*)", rule-id="(.*)"$/.exec(Expiration ?? "") ?? [];
  equal(id, "in%20%26%20out");
  equal(Date.parse(date ?? "") % (DAY * 1000), 0);
  const head = { Bucket, Key: "in/a" };
  equal(
    (await cloud.s3.send(new HeadObjectCommand(head))).Expiration,
    Expiration,
  );
  equal((await put(cloud, "out/a")).Expiration, undefined);
  await put(cloud, "by/a", { Tagging: "keep=no" });
  await put(cloud, "by/b", { Tagging: "keep=yes" });
  await put(cloud, "large", { Body: "123456" });

  await pass(cloud, 2);
  deepEqual(await contents(cloud), ["by/b", "in/a", "out/a"]);
  await pass(cloud, 1);
  deepEqual(await contents(cloud), ["by/b", "out/a"]);
  await put(cloud, "in/later");
  await pass(cloud, 3);
  deepEqual(await contents(cloud), ["by/b", "out/a"]);
});

test("rules that were replaced or taken away do nothing any more; a date ends everything", async () => {
  await using cloud = await cloudWithBucket();
  const { s3 } = cloud;
  await rules(cloud, { Expiration: { Days: 1 } });
  await put(cloud, "a");
  await rules(cloud, { ID: "later", Expiration: { Days: 9 } });
  await pass(cloud, 2);
  deepEqual(await contents(cloud), ["a"]);
  await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
  await rejects(
    s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
    { name: "NoSuchLifecycleConfiguration" },
  );
  await pass(cloud, 10);
  deepEqual(await contents(cloud), ["a"]);

  const date = new Date(Math.ceil(Date.now() / DAY / 1000 + 20) * DAY * 1000);
  await rules(cloud, { Expiration: { Date: date } });
  const { Rules } = await s3.send(
    new GetBucketLifecycleConfigurationCommand({ Bucket }),
  );
  deepEqual(Rules?.[0]?.Expiration?.Date, date);
  deepEqual(Rules?.[0]?.Filter, {});
  await pass(cloud, 1);
  deepEqual(await contents(cloud), ["a"]);
  await pass(cloud, 10);
  deepEqual(await contents(cloud), []);
});

test("where there are versions a marker comes, old versions go by age and number, and the last marker after them", async () => {
  await using cloud = await cloudWithBucket(true);
  await put(cloud, "current");
  await rules(cloud, { Expiration: { Days: 1 } });
  await pass(cloud, 2);
  deepEqual(await contents(cloud), ["current", "current*"]);

  await rules(cloud, {
    NoncurrentVersionExpiration: {
      NoncurrentDays: 3,
      NewerNoncurrentVersions: 1,
    },
  });
  for (let i = 0; i < 4; i++) await put(cloud, "often");
  await pass(cloud, 2);
  equal((await contents(cloud)).length, 6);
  await pass(cloud, 3);
  // One older version of each is kept besides the newest.
  deepEqual(await contents(cloud), ["current", "current*", "often", "often"]);

  await rules(cloud, {
    Expiration: { ExpiredObjectDeleteMarker: true },
    NoncurrentVersionExpiration: { NoncurrentDays: 1 },
  });
  await remove(cloud, "often");
  await pass(cloud, 1);
  // The versions of "often" have only just become old.
  deepEqual(await contents(cloud), ["often", "often*"]);
  await pass(cloud, 2);
  deepEqual(await contents(cloud), []);
});

test("uploads that are not completed are aborted, with their parts", async () => {
  await using cloud = await cloudWithBucket();
  const { s3 } = cloud;
  await rules(cloud, {
    ID: "tidy",
    Filter: { Prefix: "in/" },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  });
  const begin = (Key: string) =>
    s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const { AbortDate, AbortRuleId } = await begin("in/a");
  equal(AbortRuleId, "tidy");
  ok(AbortDate && AbortDate > new Date());
  equal((await begin("out/a")).AbortDate, undefined);
  await pass(cloud, 2);
  const { Uploads } = await s3.send(
    new ListMultipartUploadsCommand({ Bucket }),
  );
  deepEqual(
    Uploads?.map(({ Key }) => Key),
    ["out/a"],
  );
});

test("more than one transaction holds is carried out, and a function is told of it", async () => {
  await using cloud = await cloudWithBucket();
  const { s3 } = cloud;
  const witness = await makeWitness(cloud);
  await witness.allow("s3.amazonaws.com", {
    SourceArn: `arn:aws:s3:::${Bucket}`,
  });
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [
          {
            LambdaFunctionArn: witness.arn,
            Events: ["s3:LifecycleExpiration:*"],
            Filter: {
              Key: { FilterRules: [{ Name: "prefix", Value: "k0" }] },
            },
          },
        ],
      },
    }),
  );
  const keys = Array.from({ length: 250 }, (_, i) => `k${i}`);
  await Promise.all(keys.map((key) => put(cloud, key)));
  await rules(cloud, { Expiration: { Days: 1 } });
  await pass(cloud, 2);
  deepEqual(await contents(cloud), []);
  await rejects(s3.send(new GetObjectCommand({ Bucket, Key: "k0" })), {
    name: "NoSuchKey",
  });
  const [told] = await witness.events<{
    Records: {
      eventName: string;
      userIdentity: object;
      s3: { object: { key: string } };
    }[];
  }>(1);
  const record = told?.Records[0];
  equal(record?.eventName, "LifecycleExpiration:Delete");
  equal(record.s3.object.key, "k0");
  deepEqual(record.userIdentity, { principalId: "s3.amazonaws.com" });
});

test("who may not set rules does not", async () => {
  await using cloud = await cloudWithBucket();
  const bucket = `arn:aws:s3:::${Bucket}`;
  const ada = await makeUser(
    cloud,
    "ada",
    allowing("s3:PutLifecycleConfiguration", bucket),
  );
  const bob = await makeUser(
    cloud,
    "bob",
    allowing("s3:GetLifecycleConfiguration", bucket),
  );
  await rules(ada, { Expiration: { Days: 1 } });
  const read = new GetBucketLifecycleConfigurationCommand({ Bucket });
  const { TransitionDefaultMinimumObjectSize } = await bob.s3.send(read);
  equal(TransitionDefaultMinimumObjectSize, "all_storage_classes_128K");
  await rejects(ada.s3.send(read), { name: "AccessDenied" });
  await rejects(rules(bob, { Expiration: { Days: 1 } }), {
    name: "AccessDenied",
  });
  const end = new DeleteBucketLifecycleCommand({ Bucket });
  await rejects(bob.s3.send(end), { name: "AccessDenied" });
  await ada.s3.send(end);
});
