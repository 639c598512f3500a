import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { digestPackage } from "./digest.ts";
import { openZip } from "./zip/open.ts";
import { bufferSource } from "./zip/source.ts";
import { writeZip, type EntryToWrite } from "./zip/write.ts";

async function digestOf(
  entries: readonly EntryToWrite[],
  options?: Parameters<typeof digestPackage>[1],
) {
  const reading = await openZip(bufferSource(writeZip(entries)));
  assert(reading.ok);
  const digest = await digestPackage(reading.archive, options);
  assert(digest.ok);
  return {
    content: Buffer.from(digest.content).toString("hex"),
    framing: Buffer.from(digest.framing).toString("hex"),
    files: digest.files,
  };
}

const sha = (algorithm: string, text: string) =>
  createHash(algorithm).update(text).digest("hex");

test("the digest is AWS's: SHA-384 over names and bodies in archive order, folders too, the signature not", async () => {
  const { content } = await digestOf([
    { name: "lib/", body: "" },
    { name: "lib/a.js", body: "one" },
    { name: "META_INF/", body: "" },
    { name: "META_INF/aws_signer_signature_v1.0.SF", body: "ignored" },
    { name: "z", body: "two", method: 0 },
  ]);
  assert.equal(content, sha("sha384", "lib/lib/a.jsoneMETA_INF/ztwo"));
});

test("compression, times and permissions do not count, order does", async () => {
  const one = { name: "a", body: "aaaa" };
  const two = { name: "b", body: "bbbb" };
  const plain = await digestOf([one, two]);
  const rezipped = await digestOf([
    { ...one, method: 0, modified: new Date("2020-01-01"), mode: 0o100755 },
    two,
  ]);
  assert.deepEqual(rezipped, plain);
  assert.notEqual((await digestOf([two, one])).content, plain.content);
});

test("a shifted boundary leaves AWS's digest alike, but not the framing", async () => {
  const honest = await digestOf([{ name: "z.txt", body: "evil.pyimport os" }]);
  const shifted = await digestOf([
    { name: "z.txt", body: "" },
    { name: "evil.py", body: "import os" },
  ]);
  assert.equal(shifted.content, honest.content);
  assert.notEqual(shifted.framing, honest.framing);
});

test("a file that becomes a symlink changes the framing", async () => {
  const file = await digestOf([{ name: "a", body: "b" }]);
  const link = await digestOf([{ name: "a", body: "b", mode: 0o120777 }]);
  assert.equal(link.content, file.content);
  assert.notEqual(link.framing, file.framing);
});

test("appended folders count as if they stood last", async () => {
  const file = { name: "a", body: "b" };
  const folder = { name: "META_INF/", body: "" };
  const appended = await digestOf([file], {
    appended: ["META_INF/"],
    perFile: true,
  });
  assert.deepEqual(appended, await digestOf([file, folder], { perFile: true }));
});

test("each file's own SHA-256 is given when asked for", async () => {
  const { files } = await digestOf([{ name: "a", body: "text" }], {
    perFile: true,
  });
  assert.deepEqual(
    files.map(({ name, sha256 }) => [
      name,
      Buffer.from(sha256).toString("hex"),
    ]),
    [["a", sha("sha256", "text")]],
  );
  assert.deepEqual((await digestOf([{ name: "a", body: "text" }])).files, []);
});

test("two digests of one archive at once are as good as one after the other", async () => {
  const source = bufferSource(
    writeZip(
      Array.from({ length: 50 }, (_, index) => ({
        name: `${index}`,
        body: `${index}`.repeat(5_000 * (index % 3)),
      })),
    ),
  );
  const reading = await openZip(source);
  assert(reading.ok);
  const { archive } = reading;
  const alone = await digestPackage(archive, { perFile: true });
  const together = await Promise.all([
    digestPackage(archive, { perFile: true }),
    digestPackage(archive, { perFile: true }),
  ]);
  assert(alone.ok);
  assert.deepEqual(together, [alone, alone]);
});

test("others get their turn while a large package in memory is digested", async () => {
  const reading = await openZip(
    bufferSource(
      writeZip([{ name: "a", body: Buffer.alloc(10_000_000), method: 0 }]),
    ),
  );
  assert(reading.ok);
  let turns = 0;
  const waiting = setImmediate(() => turns++);
  await digestPackage(reading.archive);
  clearImmediate(waiting);
  assert.equal(turns, 1);
});
