import { equal, match } from "node:assert/strict";
import { createHash, createHmac, type BinaryLike } from "node:crypto";
import { test } from "node:test";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { SignatureV4 } from "@smithy/signature-v4";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";

const Bucket = "handout";

async function cloudWithBucket(): Promise<Cloud> {
  const cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  return cloud;
}

/** SHA-256 as the signer takes it. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash>;

  constructor(secret?: unknown) {
    this.#hash =
      secret === undefined
        ? createHash("sha256")
        : (createHmac("sha256", secret as BinaryLike) as never);
  }

  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

/** An address that lets whoever has it do one thing. */
async function presigned(
  { url, running, s3 }: Cloud,
  method: string,
  key: string,
  query: Record<string, string> = {},
  signingDate = new Date(),
): Promise<string> {
  const { hostname, port } = new URL(url);
  const signer = new SignatureV4({
    service: "s3",
    region: "us-east-1",
    credentials: await s3.config.credentials(),
    sha256: Sha256 as never,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const signed = await signer.presign(
    {
      method,
      protocol: "http:",
      hostname,
      port: Number(port),
      path: `/${Bucket}/${key}`,
      query,
      headers: {
        host: `${hostname}:${port}`,
        "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
      },
    },
    { expiresIn: 60, signingDate },
  );
  const parameters = new URLSearchParams(
    signed.query as Record<string, string>,
  );
  return `${running.url}${signed.path}?${parameters.toString()}`;
}

test("a presigned address reads one object, and one that was changed reads nothing", async () => {
  await using cloud = await cloudWithBucket();
  await cloud.s3.send(
    new PutObjectCommand({ Bucket, Key: "a b.txt", Body: "hello" }),
  );
  const address = await presigned(cloud, "GET", "a%20b.txt", {
    "response-content-type": "text/csv",
  });
  const read = await fetch(address);
  equal(read.status, 200);
  equal(read.headers.get("content-type"), "text/csv");
  equal(await read.text(), "hello");

  const changed = await fetch(address.replace("text%2Fcsv", "text%2Fhtml"));
  equal(changed.status, 403);
  match(await changed.text(), /<Code>SignatureDoesNotMatch<\/Code>/);
  equal((await fetch(address, { method: "DELETE" })).status, 403);
});

test("a presigned address writes one object", async () => {
  await using cloud = await cloudWithBucket();
  const address = await presigned(cloud, "PUT", "upload");
  const written = await fetch(address, { method: "PUT", body: "from afar" });
  equal(written.status, 200);
  const { Body } = await cloud.s3.send(
    new GetObjectCommand({ Bucket, Key: "upload" }),
  );
  equal(await Body?.transformToString(), "from afar");
  const wrongKey = address.replace("/upload?", "/other?");
  equal((await fetch(wrongKey, { method: "PUT", body: "x" })).status, 403);
});

test("a presigned address that has expired does nothing", async () => {
  await using cloud = await cloudWithBucket();
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  const minuteAndAHalf = 90_000;
  const late = await presigned(
    cloud,
    "GET",
    "a",
    {},
    new Date(Date.now() - minuteAndAHalf),
  );
  const refused = await fetch(late);
  equal(refused.status, 403);
  match(await refused.text(), /Request has expired/);
});
