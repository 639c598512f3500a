import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newPublisher } from "./testing/publisher.ts";
import { positionsOf } from "./zip/bytes.ts";
import { centralSignature } from "./zip/end-record.ts";
import { localSignature } from "./zip/local-headers.ts";
import { openZip } from "./zip/open.ts";
import { bufferSource } from "./zip/source.ts";

const publisher = newPublisher();
// Stored, because deflate can write the same contents in several ways, all of which stay valid.
const signed = await publisher.signFiles([
  { name: "lib/", body: "" },
  { name: "lib/a.js", body: "exports.a = 1;".repeat(20), method: 0 },
  { name: "b.txt", body: "text", method: 0 },
  { name: "link", body: "b.txt", mode: 0o120777, method: 0 },
]);
const free = unsignedBytes();

/**
 * The bytes that neither AWS's digest nor the framing covers, because a package rebuilt by another tool stays
 * valid: versions, and the attributes of the central directory. Changing them changes no name, kind or body.
 * The reader lets only plausible values through.
 */
function unsignedBytes(): Set<number> {
  const spans: [signature: number, offset: number, length: number][] = [
    [localSignature, 4, 2],
    [centralSignature, 4, 4],
    [centralSignature, 36, 6],
  ];
  return new Set(
    spans.flatMap(([signature, offset, length]) =>
      positionsOf(signed, signature).flatMap((at) =>
        Array.from({ length }, (_, index) => at + offset + index),
      ),
    ),
  );
}

async function verdictWith(...changes: [at: number, flip: number][]) {
  const bytes = Buffer.from(signed);
  for (const [at, flip] of changes) bytes[at] = (bytes[at] ?? 0) ^ flip;
  return (await publisher.verify(bytes)).verdict;
}

const flip = fc.integer({ min: 1, max: 255 });
const anywhere = fc.nat(signed.length - 1).filter((at) => !free.has(at));

test("the untouched package is valid", async () => {
  assert.equal(await verdictWith(), "VALID");
});

test("no change of a byte that is signed leaves a package valid", async () => {
  await fc.assert(
    fc.asyncProperty(anywhere, flip, async (at, change) => {
      assert.notEqual(await verdictWith([at, change]), "VALID");
    }),
    { numRuns: 600 },
  );
});

test("nor do several changes at once", async () => {
  const changes = fc.uniqueArray(fc.tuple(anywhere, flip), {
    selector: ([at]) => at,
    minLength: 2,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(changes, async (several) => {
      assert.notEqual(await verdictWith(...several), "VALID");
    }),
    { numRuns: 200 },
  );
});

test("the few bytes that are not signed cannot change a name, a kind or a body", async () => {
  const honest = await contents(signed);
  assert(honest);
  for (const at of free)
    for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
      if ((await verdictWith([at, bit])) !== "VALID") continue;
      const bytes = Buffer.from(signed);
      bytes[at] = (bytes[at] ?? 0) ^ bit;
      assert.deepEqual(await contents(bytes), honest);
    }
});

async function contents(bytes: Uint8Array) {
  const reading = await openZip(bufferSource(bytes));
  if (!reading.ok) return undefined;
  return Promise.all(
    reading.archive.entries.map(async (entry) => {
      const body = Buffer.concat(await Array.fromAsync(entry.stream()));
      return { name: entry.name, kind: entry.kind, body: body.toString() };
    }),
  );
}

test("garbage and truncated packages get a verdict, never an exception", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const { verdict } = await publisher.verify(bytes);
      assert.equal(verdict, "INTEGRITY");
    }),
    { numRuns: 200 },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(signed.length - 1), async (length) => {
      const { verdict } = await publisher.verify(signed.subarray(0, length));
      assert.equal(verdict, "INTEGRITY");
    }),
    { numRuns: 200 },
  );
});
