import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import { REFERENCES } from "../../store/blob-references.ts";
import { prefixRange } from "../../store/key.ts";
import { parts as partTable } from "./tables.ts";

const Bucket = "parcels";
const Key = "big";
const FIVE_MIB = 5 * 1024 ** 2;
const first = randomBytes(FIVE_MIB);
const second = randomBytes(FIVE_MIB + 1);
const third = randomBytes(1000);
const whole = Buffer.concat([first, second, third]);

async function cloudWithBucket(): Promise<Cloud> {
  const cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  return cloud;
}

async function begun({ s3 }: Cloud, more: object = {}): Promise<string> {
  const { UploadId = "" } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ...more }),
  );
  return UploadId;
}

async function uploaded(
  { s3 }: Cloud,
  UploadId: string,
  bodies: readonly Buffer[],
  more: object = {},
): Promise<CompletedPart[]> {
  return Promise.all(
    bodies.map(async (Body, i) => {
      const PartNumber = i + 1;
      const {
        $metadata: _,
        ServerSideEncryption: __,
        ...part
      } = await s3.send(
        new UploadPartCommand({
          Bucket,
          Key,
          UploadId,
          PartNumber,
          Body,
          ...more,
        }),
      );
      return { ...part, PartNumber };
    }),
  );
}

function completed(
  { s3 }: Cloud,
  UploadId: string,
  Parts: CompletedPart[],
  more: object = {},
) {
  return s3.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts },
      ...more,
    }),
  );
}

test("parts become one object, which ranges and part numbers read across", async () => {
  await using cloud = await cloudWithBucket();
  const id = await begun(cloud, { Metadata: { a: "1" }, ContentType: "x/y" });
  const parts = await uploaded(cloud, id, [first, second, third]);
  const done = await completed(cloud, id, parts);
  const md5s = [first, second, third].map((part) =>
    createHash("md5").update(part).digest(),
  );
  const eTag = createHash("md5").update(Buffer.concat(md5s)).digest("hex");
  equal(done.ETag, `"${eTag}-3"`);

  const read = async (more: object) => {
    const got = await cloud.s3.send(
      new GetObjectCommand({ Bucket, Key, ...more }),
    );
    return Buffer.from(await got.Body!.transformToByteArray());
  };
  ok((await read({})).equals(whole));
  const across = [FIVE_MIB - 10, 2 * FIVE_MIB + 20] as const;
  ok(
    (await read({ Range: `bytes=${across[0]}-${across[1]}` })).equals(
      whole.subarray(across[0], across[1] + 1),
    ),
  );
  ok((await read({ Range: "bytes=-1500" })).equals(whole.subarray(-1500)));
  ok((await read({ PartNumber: 2 })).equals(second));

  const head = await cloud.s3.send(
    new HeadObjectCommand({ Bucket, Key, PartNumber: 3 }),
  );
  equal(head.PartsCount, 3);
  equal(head.ContentLength, third.length);
  equal(head.ContentType, "x/y");
  deepEqual(head.Metadata, { a: "1" });
  await rejects(read({ PartNumber: 4 }), { name: "InvalidPartNumber" });

  // The client that did not hear the answer asks again.
  equal((await completed(cloud, id, parts)).ETag, done.ETag);
});

test("a checksum of the full object follows from the parts'; a composite one is of them", async () => {
  await using cloud = await cloudWithBucket();
  const full = await begun(cloud, {
    ChecksumAlgorithm: "CRC32C",
    ChecksumType: "FULL_OBJECT",
  });
  const fullParts = await uploaded(cloud, full, [first, second, third], {
    ChecksumAlgorithm: "CRC32C",
  });
  const done = await completed(cloud, full, fullParts);
  const single = await cloud.s3.send(
    new PutObjectCommand({
      Bucket,
      Key: "single",
      Body: whole,
      ChecksumAlgorithm: "CRC32C",
    }),
  );
  equal(done.ChecksumCRC32C, single.ChecksumCRC32C);
  equal(done.ChecksumType, "FULL_OBJECT");

  const composite = await begun(cloud, { ChecksumAlgorithm: "SHA256" });
  const parts = await uploaded(cloud, composite, [first, third], {
    ChecksumAlgorithm: "SHA256",
  });
  await rejects(
    completed(
      cloud,
      composite,
      parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag })),
    ),
    { name: "InvalidRequest" },
  );
  const { ChecksumSHA256 } = await completed(cloud, composite, parts);
  const sums = [first, third].map((part) =>
    createHash("sha256").update(part).digest(),
  );
  const sum = createHash("sha256").update(Buffer.concat(sums)).digest("base64");
  equal(ChecksumSHA256, `${sum}-2`);
  const { ObjectParts } = await cloud.s3.send(
    new GetObjectAttributesCommand({
      Bucket,
      Key,
      ObjectAttributes: ["ObjectParts"],
    }),
  );
  equal(ObjectParts?.TotalPartsCount, 2);
  equal(ObjectParts?.Parts?.[1]?.ChecksumSHA256, sums[1]?.toString("base64"));
  ok(
    await cloud.s3.send(
      new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }),
    ),
  );
});

test("without a wish S3 keeps CRC64NVME of the full object", async () => {
  await using cloud = await cloudWithBucket();
  const id = await begun(cloud);
  await completed(cloud, id, await uploaded(cloud, id, [first, third]));
  const { Checksum } = await cloud.s3.send(
    new GetObjectAttributesCommand({
      Bucket,
      Key,
      ObjectAttributes: ["Checksum"],
    }),
  );
  const single = await cloud.s3.send(
    new PutObjectCommand({
      Bucket,
      Key: "single",
      Body: Buffer.concat([first, third]),
      ChecksumAlgorithm: "CRC64NVME",
    }),
  );
  equal(Checksum?.ChecksumCRC64NVME, single.ChecksumCRC64NVME);
});

test("what S3 refuses of a completion, after which the upload can still go on", async () => {
  await using cloud = await cloudWithBucket();
  const id = await begun(cloud);
  const parts = await uploaded(cloud, id, [third, first]);
  const [one, two] = parts as [CompletedPart, CompletedPart];
  await rejects(completed(cloud, id, []), { name: "MalformedXML" });
  await rejects(completed(cloud, id, [two, one]), { name: "InvalidPartOrder" });
  await rejects(completed(cloud, id, [one, two]), { name: "EntityTooSmall" });
  await rejects(completed(cloud, id, [{ ...one, ETag: '"0"' }]), {
    name: "InvalidPart",
  });
  await rejects(completed(cloud, id, [{ ...one, PartNumber: 3 }]), {
    name: "InvalidPart",
  });
  await rejects(completed(cloud, id, [two], { MpuObjectSize: 7 }), {
    name: "InvalidRequest",
  });
  await rejects(completed(cloud, "none", [one]), { name: "NoSuchUpload" });
  await completed(cloud, id, [two]);
});

test("a completion on a condition fails where the key is taken", async () => {
  await using cloud = await cloudWithBucket();
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: "taken" }));
  const id = await begun(cloud);
  const parts = await uploaded(cloud, id, [third]);
  await rejects(completed(cloud, id, parts, { IfNoneMatch: "*" }), {
    name: "PreconditionFailed",
  });
  await completed(cloud, id, parts);
});

test("parts are copied from objects, whole or a range", async () => {
  await using cloud = await cloudWithBucket();
  await cloud.s3.send(
    new PutObjectCommand({ Bucket, Key: "source", Body: second }),
  );
  const UploadId = await begun(cloud);
  const copy = async (PartNumber: number, CopySourceRange?: string) => {
    const { CopyPartResult } = await cloud.s3.send(
      new UploadPartCopyCommand({
        Bucket,
        Key,
        UploadId,
        PartNumber,
        CopySource: `${Bucket}/source`,
        CopySourceRange,
      }),
    );
    return { PartNumber, ETag: CopyPartResult?.ETag };
  };
  const parts = [await copy(1), await copy(2, "bytes=10-19")];
  await rejects(copy(3, "bytes=0-99999999"), { name: "InvalidArgument" });
  await completed(cloud, UploadId, parts);
  const got = await cloud.s3.send(new GetObjectCommand({ Bucket, Key }));
  ok(
    Buffer.from(await got.Body!.transformToByteArray()).equals(
      Buffer.concat([second, second.subarray(10, 20)]),
    ),
  );

  const copied = await cloud.s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: "copy",
      CopySource: `${Bucket}/${Key}`,
    }),
  );
  equal(copied.CopyObjectResult?.ETag, got.ETag);
});

test("uploads and parts are listed in pages; an aborted upload takes no more parts", async () => {
  await using cloud = await cloudWithBucket();
  const ids = [await begun(cloud), await begun(cloud)];
  await begun(cloud, { Key: "dir/x" });
  await begun(cloud, { Key: "dir/y" });
  const id = ids[0]!;
  await uploaded(cloud, id, [third, third, third]);

  const page = await cloud.s3.send(
    new ListPartsCommand({ Bucket, Key, UploadId: id, MaxParts: 2 }),
  );
  deepEqual(
    page.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
    [
      [1, 1000],
      [2, 1000],
    ],
  );
  equal(page.IsTruncated, true);
  const rest = await cloud.s3.send(
    new ListPartsCommand({
      Bucket,
      Key,
      UploadId: id,
      PartNumberMarker: page.NextPartNumberMarker,
    }),
  );
  deepEqual(
    rest.Parts?.map(({ PartNumber }) => PartNumber),
    [3],
  );

  const list = (more: object) =>
    cloud.s3.send(new ListMultipartUploadsCommand({ Bucket, ...more }));
  const rolled = await list({ Delimiter: "/" });
  deepEqual(
    rolled.Uploads?.map(({ UploadId }) => UploadId),
    ids.toSorted(),
  );
  deepEqual(rolled.CommonPrefixes, [{ Prefix: "dir/" }]);
  const one = await list({ MaxUploads: 1, Prefix: Key });
  const two = await list({
    Prefix: Key,
    KeyMarker: one.NextKeyMarker,
    UploadIdMarker: one.NextUploadIdMarker,
  });
  deepEqual(
    [...(one.Uploads ?? []), ...(two.Uploads ?? [])].map((u) => u.UploadId),
    ids.toSorted(),
  );

  await cloud.s3.send(
    new AbortMultipartUploadCommand({ Bucket, Key, UploadId: id }),
  );
  await rejects(uploaded(cloud, id, [third]), { name: "NoSuchUpload" });
  equal((await list({ Prefix: Key })).Uploads?.length, 1);
});

test("when an upload is over its parts' rows go, and only the object holds the blobs", async () => {
  await using cloud = await cloudWithBucket();
  const { store } = cloud.running.platform;
  const rows = async (name: string) =>
    (await store.scan(name, { ...prefixRange([]), limit: 100 })).rows.length;

  const id = await begun(cloud);
  const uploads = await uploaded(cloud, id, [first, third]);
  deepEqual([await rows(partTable.name), await rows(REFERENCES)], [2, 2]);
  await completed(cloud, id, uploads);
  await cloud.settled();
  deepEqual([await rows(partTable.name), await rows(REFERENCES)], [0, 2]);

  const aborted = await begun(cloud);
  await uploaded(cloud, aborted, [second]);
  await cloud.s3.send(
    new AbortMultipartUploadCommand({ Bucket, Key, UploadId: aborted }),
  );
  await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await cloud.settled();
  deepEqual([await rows(partTable.name), await rows(REFERENCES)], [0, 0]);
});
