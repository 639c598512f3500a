import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { test } from "node:test";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";

const Bucket = "letters";

async function cloudWithBucket(): Promise<Cloud> {
  const cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  return cloud;
}

async function put(
  { s3 }: Cloud,
  Key: string,
  Body = "hello",
  more: object = {},
) {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
}

async function text({ s3 }: Cloud, Key: string, more: object = {}) {
  const got = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return got.Body?.transformToString();
}

test("an object is read as it was written, with what was said of it", async () => {
  await using cloud = await cloudWithBucket();
  const written = await put(cloud, "a/ü ~+%.txt", "hello", {
    ContentType: "text/plain",
    CacheControl: "no-cache",
    Metadata: { Author: "me" },
    Tagging: "team=blue&empty=",
    Expires: new Date("2030-01-01T00:00:00Z"),
  });
  equal(written.ETag, '"5d41402abc4b2a76b9719d911017c592"');
  equal(written.ServerSideEncryption, "AES256");
  equal(written.VersionId, undefined);

  const read = await cloud.s3.send(
    new GetObjectCommand({ Bucket, Key: "a/ü ~+%.txt" }),
  );
  equal(await read.Body?.transformToString(), "hello");
  equal(read.ContentType, "text/plain");
  equal(read.CacheControl, "no-cache");
  equal(read.ExpiresString, "Tue, 01 Jan 2030 00:00:00 GMT");
  deepEqual(read.Metadata, { author: "me" });
  equal(read.TagCount, 2);
  equal(read.ContentLength, 5);
  equal(read.AcceptRanges, "bytes");

  const head = await cloud.s3.send(
    new HeadObjectCommand({ Bucket, Key: "a/ü ~+%.txt" }),
  );
  equal(head.ContentLength, 5);
  equal(head.ETag, written.ETag);
});

test("an answer's headers can be chosen by the one who reads", async () => {
  await using cloud = await cloudWithBucket();
  await put(cloud, "a");
  const read = await cloud.s3.send(
    new GetObjectCommand({
      Bucket,
      Key: "a",
      ResponseContentType: "text/csv",
      ResponseContentDisposition: "attachment",
    }),
  );
  equal(read.ContentType, "text/csv");
  equal(read.ContentDisposition, "attachment");
});

test("a stream arrives in chunks with its checksum behind it, and leaves as it came", async () => {
  await using cloud = await cloudWithBucket();
  const bytes = randomBytes(3_000_000);
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket,
      Key: "stream",
      Body: Readable.from(
        (function* () {
          for (let at = 0; at < bytes.length; at += 77_777)
            yield bytes.subarray(at, at + 77_777);
        })(),
        { objectMode: false },
      ),
      ContentLength: bytes.length,
      ChecksumAlgorithm: "SHA256",
    }),
  );
  const read = await cloud.s3.send(
    new GetObjectCommand({ Bucket, Key: "stream", ChecksumMode: "ENABLED" }),
  );
  equal(
    read.ChecksumSHA256,
    createHash("sha256").update(bytes).digest("base64"),
  );
  ok(Buffer.from(await read.Body!.transformToByteArray()).equals(bytes));
});

test("every checksum is kept and answered; a wrong one is refused and leaves nothing", async () => {
  await using cloud = await cloudWithBucket();
  for (const algorithm of [
    "CRC32",
    "CRC32C",
    "CRC64NVME",
    "SHA1",
    "SHA256",
  ] as const) {
    const written = await put(cloud, algorithm, "123456789", {
      ChecksumAlgorithm: algorithm,
    });
    equal(written[`Checksum${algorithm}`], CHECKSUMS[algorithm]);
    const { Checksum } = await cloud.s3.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key: algorithm,
        ObjectAttributes: ["Checksum", "ObjectSize", "ETag"],
      }),
    );
    equal(Checksum?.[`Checksum${algorithm}`], CHECKSUMS[algorithm]);
    equal(Checksum?.ChecksumType, "FULL_OBJECT");
  }
  await rejects(
    put(cloud, "wrong", "12345678", { ChecksumCRC32: CHECKSUMS.CRC32 }),
    { name: "BadDigest" },
  );
  await rejects(text(cloud, "wrong"), { name: "NoSuchKey" });
});

/** The algorithms' check values: of the text "123456789". */
const CHECKSUMS = {
  CRC32: "y/Q5Jg==",
  CRC32C: "4waSgw==",
  CRC64NVME: "rosUhgp5mIg=",
  SHA1: createHash("sha1").update("123456789").digest("base64"),
  SHA256: createHash("sha256").update("123456789").digest("base64"),
};

test("ranges answer 206 and their bytes; what lies beyond the end is 416", async () => {
  await using cloud = await cloudWithBucket();
  await put(cloud, "digits", "0123456789");
  const cases: Readonly<Record<string, [string, string]>> = {
    "bytes=2-4": ["234", "bytes 2-4/10"],
    "bytes=7-": ["789", "bytes 7-9/10"],
    "bytes=-3": ["789", "bytes 7-9/10"],
    "bytes=-99": ["0123456789", "bytes 0-9/10"],
    "bytes=8-99": ["89", "bytes 8-9/10"],
  };
  for (const [Range, [content, range]] of Object.entries(cases)) {
    const read = await cloud.s3.send(
      new GetObjectCommand({ Bucket, Key: "digits", Range }),
    );
    equal(read.$metadata.httpStatusCode, 206);
    equal(read.ContentRange, range);
    equal(await read.Body?.transformToString(), content);
  }
  for (const Range of ["bytes=5-2", "bytes=0-1,3-4", "lines=1-2", "bytes=-"])
    equal(await text(cloud, "digits", { Range }), "0123456789");
  for (const Range of ["bytes=10-", "bytes=-0"])
    await rejects(text(cloud, "digits", { Range }), has(416));
});

test("an empty object is an object", async () => {
  await using cloud = await cloudWithBucket();
  await put(cloud, "empty", "");
  const read = await cloud.s3.send(
    new GetObjectCommand({ Bucket, Key: "empty" }),
  );
  equal(await read.Body?.transformToString(), "");
  equal(read.ETag, '"d41d8cd98f00b204e9800998ecf8427e"');
});

test("a read on conditions: 304 where nothing changed, 412 where it did", async () => {
  await using cloud = await cloudWithBucket();
  const { ETag } = await put(cloud, "a");
  const past = new Date(Date.now() - 86_400_000);
  const future = new Date(Date.now() + 86_400_000);

  for (const more of [
    { IfMatch: ETag },
    { IfMatch: "*" },
    { IfNoneMatch: '"other"' },
    { IfModifiedSince: past },
    { IfUnmodifiedSince: future },
    { IfMatch: ETag, IfUnmodifiedSince: past },
    { IfNoneMatch: '"other"', IfModifiedSince: future },
  ])
    equal(await text(cloud, "a", more), "hello", JSON.stringify(more));
  for (const more of [
    { IfNoneMatch: ETag },
    { IfNoneMatch: "*" },
    { IfModifiedSince: future },
  ])
    await rejects(text(cloud, "a", more), has(304), JSON.stringify(more));
  for (const more of [{ IfMatch: '"other"' }, { IfUnmodifiedSince: past }])
    await rejects(text(cloud, "a", more), { name: "PreconditionFailed" });
});

function has(status: number) {
  return (error: { $metadata?: { httpStatusCode?: number } }): boolean =>
    error.$metadata?.httpStatusCode === status;
}

test("a write on conditions: of many who make the same key only one does", async () => {
  await using cloud = await cloudWithBucket();
  const tries = await Promise.allSettled(
    ["1", "2", "3", "4", "5"].map((body) =>
      put(cloud, "lock", body, { IfNoneMatch: "*" }),
    ),
  );
  equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
  for (const tried of tries)
    if (tried.status === "rejected")
      equal((tried.reason as Error).name, "PreconditionFailed");

  const { ETag } = await put(cloud, "state", "1");
  await put(cloud, "state", "2", { IfMatch: ETag });
  await rejects(put(cloud, "state", "3", { IfMatch: ETag }), {
    name: "PreconditionFailed",
  });
  await rejects(put(cloud, "nothing", "3", { IfMatch: ETag }), {
    name: "NoSuchKey",
  });
  equal(await text(cloud, "state"), "2");

  await rejects(
    cloud.s3.send(
      new DeleteObjectCommand({ Bucket, Key: "state", IfMatch: ETag }),
    ),
    { name: "PreconditionFailed" },
  );
});

test("a copy has the source's bytes, and its metadata and tags unless the request brings others", async () => {
  await using cloud = await cloudWithBucket();
  await put(cloud, "from here", "hello", {
    Metadata: { a: "1" },
    Tagging: "t=1",
    ContentType: "text/plain",
  });
  const CopySource = `${Bucket}/${encodeURIComponent("from here")}`;
  const copied = await cloud.s3.send(
    new CopyObjectCommand({ Bucket, Key: "same", CopySource }),
  );
  match(copied.CopyObjectResult?.ETag ?? "", /5d41402a/);
  const same = await cloud.s3.send(
    new HeadObjectCommand({ Bucket, Key: "same" }),
  );
  deepEqual(same.Metadata, { a: "1" });
  equal(same.ContentType, "text/plain");

  await cloud.s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: "other",
      CopySource,
      Metadata: { b: "2" },
      MetadataDirective: "REPLACE",
      TaggingDirective: "REPLACE",
      Tagging: "t=2",
      ChecksumAlgorithm: "SHA1",
    }),
  );
  const other = await cloud.s3.send(
    new HeadObjectCommand({ Bucket, Key: "other", ChecksumMode: "ENABLED" }),
  );
  deepEqual(other.Metadata, { b: "2" });
  equal(
    other.ChecksumSHA1,
    createHash("sha1").update("hello").digest("base64"),
  );
  const { TagSet } = await cloud.s3.send(
    new GetObjectTaggingCommand({ Bucket, Key: "other" }),
  );
  deepEqual(TagSet, [{ Key: "t", Value: "2" }]);

  await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key: "from here" }));
  equal(await text(cloud, "same"), "hello");
  await rejects(
    cloud.s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: "same",
        CopySource: `${Bucket}/same`,
      }),
    ),
    { name: "InvalidRequest" },
  );
});

test("many keys are deleted at once, and each is told of", async () => {
  await using cloud = await cloudWithBucket();
  await put(cloud, "a");
  await put(cloud, "b");
  const deleted = await cloud.s3.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: [{ Key: "a" }, { Key: "never was" }] },
    }),
  );
  deepEqual(
    deleted.Deleted?.map(({ Key }) => Key),
    ["a", "never was"],
  );
  await rejects(text(cloud, "a"), { name: "NoSuchKey" });
  equal(await text(cloud, "b"), "hello");
});

test("tags are replaced whole, and bad ones refused", async () => {
  await using cloud = await cloudWithBucket();
  await put(cloud, "a", "hello", { Tagging: "old=1" });
  const retag = (TagSet: { Key: string; Value: string }[]) =>
    cloud.s3.send(
      new PutObjectTaggingCommand({ Bucket, Key: "a", Tagging: { TagSet } }),
    );
  await retag([{ Key: "new", Value: "2" }]);
  const { TagSet } = await cloud.s3.send(
    new GetObjectTaggingCommand({ Bucket, Key: "a" }),
  );
  deepEqual(TagSet, [{ Key: "new", Value: "2" }]);
  await rejects(retag([{ Key: "aws:x", Value: "2" }]), { name: "InvalidTag" });
  await rejects(
    retag(Array.from({ length: 11 }, (_, i) => ({ Key: `k${i}`, Value: "" }))),
    { name: "BadRequest" },
  );
});

test("what S3 refuses of a new object", async () => {
  await using cloud = await cloudWithBucket();
  const refusals: [string, string, object][] = [
    ["KeyTooLongError", "k".repeat(1025), {}],
    ["MetadataTooLarge", "k", { Metadata: { a: "x".repeat(2048) } }],
    ["AccessControlListNotSupported", "k", { ACL: "public-read" }],
    ["InvalidStorageClass", "k", { StorageClass: "DEEP_ARCHIVE" }],
    ["NotImplemented", "k", { ServerSideEncryption: "aws:kms:dsse" }],
    [
      "NotImplemented",
      "k",
      { ServerSideEncryption: "aws:kms", SSEKMSKeyId: "alias/mine" },
    ],
    ["NoSuchBucket", "k", { Bucket: "no-such-bucket" }],
    ["AccessDenied", "k", { ExpectedBucketOwner: "111122223333" }],
  ];
  for (const [name, key, more] of refusals)
    await rejects(put(cloud, key, "x", more), { name });
  await put(cloud, "k".repeat(1024));
});

test("HEAD answers 404 without a body", async () => {
  await using cloud = await cloudWithBucket();
  await rejects(cloud.s3.send(new HeadObjectCommand({ Bucket, Key: "none" })), {
    name: "NotFound",
  });
});
