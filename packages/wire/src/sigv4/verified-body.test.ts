import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import { createHash, createHmac, hash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import {
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type ChecksumAlgorithm,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import {
  presented,
  verifiedBytes,
  verifiedStream,
  verifySignature,
  WireFault,
  type Verified,
} from "../index.ts";
import type { RequestHead } from "../request.ts";
import type { SentRequest } from "../testing/in-process.ts";
import { recorder } from "../testing/recorder.ts";
import { crc32c, crc64nvme } from "./crc.ts";
import { hmacKey } from "./hmac.ts";

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const rules = { checksums: true };
const data = Buffer.from("all work and no play ".repeat(20_000));

async function uploaded(settings: {
  algorithm?: ChecksumAlgorithm;
  stream?: boolean;
  part?: boolean;
}): Promise<SentRequest> {
  await using server = await recorder();
  const client = new S3Client({
    endpoint: server.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: secret },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  const input = {
    Bucket: "b",
    Key: "k",
    Body: settings.stream
      ? Readable.from([data.subarray(0, 100_000), data.subarray(100_000)])
      : data,
    ContentLength: data.length,
    ...(settings.algorithm ? { ChecksumAlgorithm: settings.algorithm } : {}),
  };
  if (settings.part)
    await client.send(
      new UploadPartCommand({ ...input, UploadId: "u", PartNumber: 1 }),
    );
  else await client.send(new PutObjectCommand(input));
  return server.last();
}

function verified({ head }: SentRequest): Verified {
  const from = presented(head);
  ok(from?.ok);
  const verdict = verifySignature(head, from, secret, new Date());
  ok(verdict.ok);
  return verdict;
}

function code(expected: string) {
  return (error: unknown): boolean =>
    error instanceof WireFault && error.code === expected;
}

function spoilt(body: Uint8Array, at = Math.floor(body.length / 2)): Buffer {
  const copy = Buffer.from(body);
  copy[at] = copy[at]! ^ 1;
  return copy;
}

for (const algorithm of [
  undefined,
  "CRC32",
  "CRC32C",
  "CRC64NVME",
  "SHA1",
  "SHA256",
] as const)
  for (const stream of [false, true])
    void test(`the SDK's ${stream ? "streamed" : "buffered"} upload with ${algorithm ?? "its default checksum"} arrives whole`, async () => {
      const request = await uploaded({
        stream,
        ...(algorithm ? { algorithm } : {}),
      });
      const from = verified(request);
      deepEqual(
        Buffer.from(verifiedBytes(request.head, from, request.body, rules)),
        data,
      );
      const read = verifiedStream(
        request.head,
        from,
        Readable.from(inPieces(request.body)),
        rules,
      );
      deepEqual(await buffer(read), data);
      if (stream)
        ok(
          [...read.trailers.keys()].some((name) =>
            name.startsWith("x-amz-checksum-"),
          ),
        );
      const wrong = spoilt(request.body);
      throws(() => verifiedBytes(request.head, from, wrong, rules), WireFault);
      const bad = verifiedStream(
        request.head,
        from,
        Readable.from(inPieces(wrong)),
        rules,
      );
      await rejects(buffer(bad), WireFault);
    });

void test("a body that ends early is incomplete", async () => {
  const request = await uploaded({ stream: true, part: true });
  const from = verified(request);
  for (const length of [request.body.length - 1, 1000, 3, 0])
    throws(
      () =>
        verifiedBytes(
          request.head,
          from,
          request.body.subarray(0, length),
          rules,
        ),
      code("IncompleteBody"),
    );
});

/** Signs chunks as a client does with `STREAMING-AWS4-HMAC-SHA256-PAYLOAD[-TRAILER]`; written from AWS's description. */
function signedChunks(chunks: readonly Uint8Array[], trailer?: string) {
  const seed = {
    amzDate: "20261122T101500Z",
    scope: "20261122/us-east-1/s3/aws4_request",
  };
  const key = ["20261122", "us-east-1", "s3", "aws4_request"].reduce(
    (before, step) => createHmac("sha256", before).update(step).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  const sign = (text: string): string =>
    createHmac("sha256", key).update(text).digest("hex");
  const first = "f".repeat(64);
  let previous = first;
  const pieces: Uint8Array[] = [];
  for (const chunk of [...chunks, Buffer.alloc(0)]) {
    previous = sign(
      [
        "AWS4-HMAC-SHA256-PAYLOAD",
        seed.amzDate,
        seed.scope,
        previous,
        hash("sha256", ""),
        hash("sha256", chunk),
      ].join("\n"),
    );
    pieces.push(
      Buffer.from(
        `${chunk.length.toString(16)};chunk-signature=${previous}\r\n`,
      ),
      chunk,
    );
    if (chunk.length > 0) pieces.push(Buffer.from("\r\n"));
  }
  if (trailer !== undefined) {
    const hashed = hash("sha256", `${trailer}\n`);
    const signature = sign(
      [
        "AWS4-HMAC-SHA256-TRAILER",
        seed.amzDate,
        seed.scope,
        previous,
        hashed,
      ].join("\n"),
    );
    pieces.push(
      Buffer.from(`${trailer}\r\nx-amz-trailer-signature:${signature}\r\n`),
    );
  }
  pieces.push(Buffer.from("\r\n"));
  const payload = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer === undefined ? "" : "-TRAILER"}`;
  const from: Verified = {
    ok: true,
    payload,
    bodySigned: false,
    seed: { ...seed, key: hmacKey(key), signature: first },
  };
  const total = chunks.reduce((sum, { length }) => sum + length, 0);
  const headers: Record<string, string> = {
    "x-amz-content-sha256": payload,
    "x-amz-decoded-content-length": String(total),
    ...(trailer === undefined
      ? {}
      : { "x-amz-trailer": trailer.split(":")[0]! }),
  };
  const head: RequestHead = { method: "PUT", path: "/b/k", query: "", headers };
  return { head, from, body: Buffer.concat(pieces) };
}

const chunks = [
  data.subarray(0, 70_000),
  data.subarray(70_000, 140_001),
  data.subarray(140_001, 150_000),
];
const joined = Buffer.concat(chunks);

void test("signed chunks arrive, and not one byte of a chunk that was changed", async () => {
  const { head, from, body } = signedChunks(chunks);
  deepEqual(Buffer.from(verifiedBytes(head, from, body, rules)), joined);
  const second = body.indexOf(";chunk-signature=", 70_000);
  for (const at of [500, second + 17, second + 200, body.length - 10]) {
    const got: Uint8Array[] = [];
    const stream = verifiedStream(
      head,
      from,
      Readable.from(inPieces(spoilt(body, at))),
      rules,
    );
    stream.on("data", (piece: Uint8Array) => got.push(piece));
    await rejects(
      new Promise((resolve, reject) =>
        stream.on("end", resolve).on("error", reject),
      ),
      WireFault,
    );
    const length = Buffer.concat(got).length;
    ok(
      [0, 70_000, 140_001, 150_000].includes(length),
      `${length} bytes before the fault`,
    );
    deepEqual(Buffer.concat(got), joined.subarray(0, length));
  }
});

void test("signed trailers are checked: their signature, their checksum and that they were announced", () => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(joined));
  const right = `x-amz-checksum-crc32:${sum.toString("base64")}`;
  const good = signedChunks(chunks, right);
  deepEqual(
    Buffer.from(verifiedBytes(good.head, good.from, good.body, rules)),
    joined,
  );
  const forged = Buffer.from(
    good.body.toString("latin1").replace(sum.toString("base64"), "AAAAAA=="),
    "latin1",
  );
  throws(
    () => verifiedBytes(good.head, good.from, forged, rules),
    code("SignatureDoesNotMatch"),
  );
  const wrong = signedChunks(chunks, "x-amz-checksum-crc32:AAAAAA==");
  throws(
    () => verifiedBytes(wrong.head, wrong.from, wrong.body, rules),
    code("BadDigest"),
  );
  const unannounced = {
    ...good.head,
    headers: { ...good.head.headers, "x-amz-trailer": undefined },
  };
  throws(
    () => verifiedBytes(unannounced, good.from, good.body, rules),
    code("MalformedTrailerError"),
  );
  const missing = signedChunks(chunks);
  const promised = {
    ...missing.head,
    headers: {
      ...missing.head.headers,
      "x-amz-trailer": "x-amz-checksum-crc32",
    },
  };
  throws(
    () => verifiedBytes(promised, missing.from, missing.body, rules),
    code("MalformedTrailerError"),
  );
});

void test("the decoded length must be given and kept", () => {
  const { head, from, body } = signedChunks(chunks);
  const saying = (length: string | undefined): RequestHead => ({
    ...head,
    headers: { ...head.headers, "x-amz-decoded-content-length": length },
  });
  throws(
    () => verifiedBytes(saying(undefined), from, body, rules),
    code("MissingContentLength"),
  );
  throws(
    () => verifiedBytes(saying("149999"), from, body, rules),
    code("IncompleteBody"),
  );
  throws(
    () => verifiedBytes(saying("150001"), from, body, rules),
    code("IncompleteBody"),
  );
});

void test("chunks cannot be signed for an anonymous caller, nor hide as unsigned ones", () => {
  const { head, from, body } = signedChunks(chunks);
  throws(
    () => verifiedBytes(head, undefined, body, rules),
    code("InvalidRequest"),
  );
  const unsigned = { ...from, payload: "STREAMING-UNSIGNED-PAYLOAD-TRAILER" };
  throws(
    () => verifiedBytes(head, unsigned, body, rules),
    code("IncompleteBody"),
  );
});

function plainHead(headers: Record<string, string>): RequestHead {
  return { method: "PUT", path: "/b/k", query: "", headers };
}

void test("a hash that the body does not have is a mismatch", () => {
  const body = Buffer.from("x");
  const seed = {
    key: hmacKey(Buffer.alloc(32)),
    amzDate: "",
    scope: "",
    signature: "",
  };
  const from = (payload: string): Verified => ({
    ok: true,
    payload,
    bodySigned: false,
    seed,
  });
  deepEqual(
    verifiedBytes(plainHead({}), from(hash("sha256", "x")), body, rules),
    body,
  );
  throws(
    () => verifiedBytes(plainHead({}), from(hash("sha256", "y")), body, rules),
    code("XAmzContentSHA256Mismatch"),
  );
});

void test("Content-MD5 and checksum headers are held to, and must be well formed", () => {
  const body = Buffer.from("hello");
  const md5 = createHash("md5").update(body).digest("base64");
  const check = (headers: Record<string, string>): unknown =>
    verifiedBytes(plainHead(headers), undefined, body, rules);
  deepEqual(check({ "content-md5": md5 }), body);
  throws(
    () => check({ "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==" }),
    code("BadDigest"),
  );
  throws(() => check({ "content-md5": "short" }), code("InvalidDigest"));
  throws(
    () => check({ "x-amz-checksum-crc32": "AAAAAA==" }),
    code("BadDigest"),
  );
  throws(
    () => check({ "x-amz-checksum-crc32": "???" }),
    code("InvalidRequest"),
  );
  throws(
    () => check({ "x-amz-checksum-crc99": "AAAAAA==" }),
    code("InvalidRequest"),
  );
  throws(
    () =>
      check({
        "x-amz-checksum-crc32": "AAAAAA==",
        "x-amz-checksum-sha1": "AAAA",
      }),
    code("InvalidRequest"),
  );
  throws(
    () => check({ "x-amz-sdk-checksum-algorithm": "CRC32" }),
    code("InvalidRequest"),
  );
  deepEqual(
    check({
      "x-amz-checksum-algorithm": "CRC32",
      "x-amz-checksum-mode": "ENABLED",
    }),
    body,
  );
});

void test("the CRCs give their check values, however the bytes are cut", () => {
  const digits = Buffer.from("123456789");
  equal(crc32c(digits, 0), 0xe3069283);
  deepEqual(crc64nvme(digits, { high: 0, low: 0 }), {
    high: 0xae8b1486,
    low: 0x0a799888,
  });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(64), (bytes, at) => {
      const [a, b] = [bytes.subarray(0, at), bytes.subarray(at)];
      equal(crc32c(b, crc32c(a, 0)), crc32c(bytes, 0));
      const zero = { high: 0, low: 0 };
      deepEqual(crc64nvme(b, crc64nvme(a, zero)), crc64nvme(bytes, zero));
    }),
  );
});

void test("no bytes make the chunk reader fail in another way than a fault", () => {
  const part = fc.constantFrom(
    "5\r\nhello\r\n",
    "0\r\n",
    "\r\n",
    "x-amz-checksum-crc32:AAAAAA==\r\n",
    "ffffffffffff\r\n",
    "5;chunk-signature=",
    ":",
    "-1\r\n",
  );
  const noise = fc.array(fc.oneof(part, fc.string({ maxLength: 10 })), {
    maxLength: 12,
  });
  const head = plainHead({
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "x-amz-decoded-content-length": "5",
    "x-amz-trailer": "x-amz-checksum-crc32",
  });
  fc.assert(
    fc.property(noise, (pieces) => {
      try {
        verifiedBytes(head, undefined, Buffer.from(pieces.join("")), rules);
      } catch (error) {
        ok(error instanceof WireFault, String(error));
      }
    }),
    { numRuns: 400 },
  );
});

/** The bytes in pieces of awkward sizes, so that every border falls inside a line or a chunk at some time. */
function* inPieces(body: Uint8Array): Generator<Uint8Array> {
  const sizes = [1, 7, 64, 4093, 65_537];
  for (let at = 0, turn = 0; at < body.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    yield body.subarray(at, at + size);
    at += size;
  }
}
