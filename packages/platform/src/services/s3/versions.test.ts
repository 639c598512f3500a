import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";

const Bucket = "history";
const Key = "page";

async function cloudWithBucket(
  Status?: "Enabled" | "Suspended",
): Promise<Cloud> {
  const cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  if (Status) await versioning(cloud, Status);
  return cloud;
}

function versioning({ s3 }: Cloud, Status: "Enabled" | "Suspended") {
  return s3.send(
    new PutBucketVersioningCommand({
      Bucket,
      VersioningConfiguration: { Status },
    }),
  );
}

async function put({ s3 }: Cloud, Body: string, key = Key) {
  return s3.send(new PutObjectCommand({ Bucket, Key: key, Body }));
}

async function text({ s3 }: Cloud, VersionId?: string) {
  const got = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return got.Body?.transformToString();
}

function remove({ s3 }: Cloud, VersionId?: string) {
  return s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
}

/** The key's versions, newest first, delete markers as `x`; the newest in brackets. */
async function versions({ s3 }: Cloud): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket }),
  );
  ok([...Versions, ...DeleteMarkers].filter((v) => v.IsLatest).length <= 1);
  return [
    ...Versions.map((v) => `${v.VersionId}${v.IsLatest ? "*" : ""}`),
    ...DeleteMarkers.map((v) => `x${v.VersionId}${v.IsLatest ? "*" : ""}`),
  ];
}

test("each write makes a version, and each can be read and removed by its id", async () => {
  await using cloud = await cloudWithBucket("Enabled");
  const { Status } = await cloud.s3.send(
    new GetBucketVersioningCommand({ Bucket }),
  );
  equal(Status, "Enabled");
  const one = (await put(cloud, "one")).VersionId!;
  const two = (await put(cloud, "two")).VersionId!;
  const three = (await put(cloud, "three")).VersionId!;
  equal(await text(cloud), "three");
  equal(await text(cloud, one), "one");
  deepEqual(await versions(cloud), [`${three}*`, two, one]);

  await remove(cloud, three);
  equal(await text(cloud), "two");
  await remove(cloud, one);
  deepEqual(await versions(cloud), [`${two}*`]);
  await rejects(text(cloud, one), { name: "NoSuchVersion" });
  await rejects(text(cloud, "nonsense"), { name: "InvalidArgument" });
  await remove(cloud, two);
  deepEqual(await versions(cloud), []);
  await cloud.s3.send(new DeleteBucketCommand({ Bucket }));
});

test("a deletion leaves a marker that hides the object; without it the object is back", async () => {
  await using cloud = await cloudWithBucket("Enabled");
  const one = (await put(cloud, "one")).VersionId!;
  const marker = await remove(cloud);
  equal(marker.DeleteMarker, true);

  await rejects(text(cloud), (error: unknown) => {
    const { name, $response } = error as {
      name: string;
      $response: { headers: Record<string, string> };
    };
    equal(name, "NoSuchKey");
    equal($response.headers["x-amz-delete-marker"], "true");
    equal($response.headers["x-amz-version-id"], marker.VersionId);
    return true;
  });
  await rejects(text(cloud, marker.VersionId), { name: "MethodNotAllowed" });
  equal(await text(cloud, one), "one");
  const { KeyCount } = await cloud.s3.send(
    new ListObjectsV2Command({ Bucket }),
  );
  equal(KeyCount, 0);
  await rejects(cloud.s3.send(new DeleteBucketCommand({ Bucket })), {
    name: "BucketNotEmpty",
  });

  const gone = await remove(cloud, marker.VersionId);
  equal(gone.DeleteMarker, true);
  equal(await text(cloud), "one");
});

test("what was there before versioning is the null version; a suspended bucket has one of them", async () => {
  await using cloud = await cloudWithBucket();
  equal((await put(cloud, "before")).VersionId, undefined);
  await versioning(cloud, "Enabled");
  const kept = (await put(cloud, "kept")).VersionId!;
  equal(await text(cloud, "null"), "before");
  deepEqual(await versions(cloud), [`${kept}*`, "null"]);

  await versioning(cloud, "Suspended");
  equal((await put(cloud, "after")).VersionId, "null");
  equal(await text(cloud, "null"), "after");
  deepEqual(await versions(cloud), ["null*", kept]);
  await put(cloud, "after that");
  deepEqual(await versions(cloud), ["null*", kept]);

  equal((await remove(cloud)).VersionId, "null");
  deepEqual(await versions(cloud), [kept, "xnull*"]);
  await versioning(cloud, "Enabled");
  const again = (await put(cloud, "again")).VersionId!;
  deepEqual(await versions(cloud), [`${again}*`, kept, "xnull"]);
  await remove(cloud, "null");
  deepEqual(await versions(cloud), [`${again}*`, kept]);
  await remove(cloud, again);
  equal(await text(cloud), "kept");
});

test("an old version is brought back by copying it", async () => {
  await using cloud = await cloudWithBucket("Enabled");
  const one = (await put(cloud, "one")).VersionId!;
  await put(cloud, "two");
  const copied = await cloud.s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: "restored",
      CopySource: `${Bucket}/${Key}?versionId=${one}`,
    }),
  );
  equal(copied.CopySourceVersionId, one);
  const got = await cloud.s3.send(
    new GetObjectCommand({ Bucket, Key: "restored" }),
  );
  equal(await got.Body?.transformToString(), "one");
});

test("versions are listed in pages that can end within a key", async () => {
  await using cloud = await cloudWithBucket("Enabled");
  const made: string[] = [];
  for (const key of ["a", "b", "b", "b", "c/1", "c/2", "d"])
    made.push(`${key} ${(await put(cloud, "x", key)).VersionId}`);
  const [a, b1, b2, b3, , , d] = made;

  const seen: string[] = [];
  let at: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (;;) {
    const page = await cloud.s3.send(
      new ListObjectVersionsCommand({
        Bucket,
        MaxKeys: 2,
        Delimiter: "/",
        ...at,
      }),
    );
    const { Versions = [], CommonPrefixes = [] } = page;
    ok(Versions.length + CommonPrefixes.length <= 2);
    seen.push(...Versions.map((v) => `${v.Key} ${v.VersionId}`));
    seen.push(...CommonPrefixes.map(({ Prefix }) => Prefix!));
    if (!page.IsTruncated) break;
    at = {
      KeyMarker: page.NextKeyMarker!,
      ...(page.NextVersionIdMarker === undefined
        ? {}
        : { VersionIdMarker: page.NextVersionIdMarker }),
    };
  }
  deepEqual(new Set(seen), new Set([a, b1, b2, b3, "c/", d]));
  equal(seen.length, 6);
});

test("many versions are removed at once", async () => {
  await using cloud = await cloudWithBucket("Enabled");
  const ids = [];
  for (const body of ["1", "2", "3"])
    ids.push((await put(cloud, body)).VersionId!);
  const { Deleted } = await cloud.s3.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: {
        Objects: [{ Key }, ...ids.map((VersionId) => ({ Key, VersionId }))],
      },
    }),
  );
  equal(Deleted?.[0]?.DeleteMarker, true);
  deepEqual(await versions(cloud), [
    `x${Deleted?.[0]?.DeleteMarkerVersionId}*`,
  ]);
});
