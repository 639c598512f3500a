import assert from "node:assert/strict";
import { test } from "node:test";
import { signPackage } from "./sign.ts";
import {
  jobArn,
  newPublisher,
  profileVersionArn,
  signingTime,
} from "./testing/publisher.ts";
import { rawZip, streamed } from "./testing/raw-zip.ts";
import { readAll } from "./testing/reading.ts";
import { lambdaLimits, type ZipLimits } from "./zip/limits.ts";
import { bufferSource } from "./zip/source.ts";
import { writeZip } from "./zip/write.ts";

const publisher = newPublisher();
const files = [
  { name: "index.mjs", body: "export const handler = 1;" },
  { name: "lib/a.txt", body: "text" },
];
const signature = "META_INF/aws_signer_signature_v1.0.SF";

const refusalOf = async (bytes: Uint8Array, limits?: ZipLimits) => {
  const signed = await signPackage(bufferSource(bytes), {
    identity: publisher.identity,
    jobArn,
    profileVersionArn,
    signingTime,
    expiresAt: new Date("2030-01-01"),
    ...(limits ? { limits } : {}),
  });
  return signed.ok
    ? "signed"
    : [signed.code, signed.zip, signed.entry].join(" ").trim();
};

test("signing appends the folder and the signature, and leaves every earlier byte", async () => {
  const unsigned = writeZip(files);
  const signed = await publisher.sign(unsigned);
  const read = await readAll(signed);
  assert.deepEqual(Object.keys(read), [
    "index.mjs",
    "lib/a.txt",
    "META_INF/",
    signature,
  ]);
  const original = unsigned.subarray(
    0,
    Buffer.from(unsigned).readUInt32LE(unsigned.length - 6),
  );
  assert.deepEqual(signed.subarray(0, original.length), Buffer.from(original));
  assert.equal((await publisher.verify(signed)).verdict, "VALID");
});

test("a package that has the folder already gets no second one", async () => {
  const signed = await publisher.signFiles([
    { name: "META_INF/", body: "" },
    ...files,
  ]);
  assert.deepEqual(Object.keys(await readAll(signed)), [
    "META_INF/",
    "index.mjs",
    "lib/a.txt",
    signature,
  ]);
  assert.equal((await publisher.verify(signed)).verdict, "VALID");
});

test("streamed archives, comments and zip64 ends survive signing", async () => {
  const comment = Buffer.from("built on a Tuesday");
  const archives = [
    rawZip(
      files.map((file) => streamed(file)),
      { comment },
    ),
    writeZip(files, { zip64: true, comment: "both" }),
  ];
  for (const bytes of archives) {
    const { verdict } = await publisher.verify(await publisher.sign(bytes));
    assert.equal(verdict, "VALID");
  }
});

test("the announced size is the size, and writing twice gives the same", async () => {
  const signed = await signPackage(bufferSource(writeZip(files)), {
    identity: publisher.identity,
    jobArn,
    profileVersionArn,
    signingTime,
    expiresAt: new Date("2030-01-01"),
  });
  assert(signed.ok);
  const first = Buffer.concat(await Array.fromAsync(signed.write()));
  const second = Buffer.concat(await Array.fromAsync(signed.write()));
  assert.equal(first.length, signed.size);
  assert.deepEqual(first, second);
});

test("empty, already signed and malformed packages are not signed, as a job of AWS fails for them", async () => {
  assert.equal(await refusalOf(writeZip(files)), "signed");
  assert.equal(await refusalOf(writeZip([])), "empty");
  assert.equal(
    await refusalOf(await publisher.signFiles(files)),
    `already-signed  ${signature}`,
  );
  assert.equal(
    await refusalOf(Buffer.from("not a zip")),
    "malformed not-a-zip",
  );
  assert.equal(await refusalOf(Buffer.alloc(0)), "malformed not-a-zip");
  assert.equal(
    await refusalOf(writeZip([{ name: "../x", body: "" }])),
    "malformed invalid-name ../x",
  );
  const lie = { crc32: 7 };
  assert.equal(
    await refusalOf(
      rawZip([{ name: "a", body: "a", local: lie, central: lie }]),
    ),
    "malformed checksum-mismatch a",
  );
});

test("a package that would exceed the limit with its signature is not signed", async () => {
  assert.equal(
    await refusalOf(writeZip(files), { ...lambdaLimits, entries: 4 }),
    "signed",
  );
  assert.equal(
    await refusalOf(writeZip(files), { ...lambdaLimits, entries: 3 }),
    "malformed too-many-entries",
  );
});
