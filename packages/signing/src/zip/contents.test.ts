import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openZip, type ZipArchive, type ZipEntry } from "./open.ts";
import { ZipRefused } from "./refusal.ts";
import { bufferSource, type ZipSource } from "./source.ts";
import { writeZip } from "./write.ts";

const large = 3_000_000;
const bodies = [
  ...[0, 1, 200, 40_000, large].map((size) =>
    Buffer.alloc(size, "The quick brown fox. "),
  ),
  Buffer.from(Uint8Array.from({ length: large }, noise)),
];
const bytes = writeZip(
  bodies.flatMap((body, index) => [
    { name: `deflated-${index}`, body },
    { name: `stored-${index}`, body, method: 0 as const },
  ]),
);

test("lent contents are those that are streamed, whatever the source", async () => {
  for (const source of [bufferSource(bytes), copying(bytes)]) {
    const archive = await opened(source);
    const window = archive.window();
    for (const entry of archive.entries) {
      const streamed = Buffer.concat(await Array.fromAsync(entry.stream()));
      const lent: Uint8Array[] = [];
      await entry.lend(window, (chunk) => {
        lent.push(Uint8Array.from(chunk));
        return undefined;
      });
      assert(streamed.equals(Buffer.concat(lent)), entry.name);
    }
  }
});

test("lending gives inflated memory back, and never the caller's own", async () => {
  const archive = await opened(bufferSource(bytes));
  const window = archive.window();
  for (const entry of archive.entries) {
    const kept: Uint8Array[] = [];
    await entry.lend(window, (chunk) => {
      kept.push(chunk);
      return undefined;
    });
    const left = kept.reduce((sum, { length }) => sum + length, 0);
    if (entry.name.startsWith("stored")) assert.equal(left, entry.size);
    else assert(left < Math.max(1, entry.size), entry.name);
  }
  assert(bytes.buffer.byteLength > large);
});

test("streamed chunks stay as they are when others are read", async () => {
  const archive = await opened(copying(bytes));
  const streams = archive.entries.map((entry) =>
    Array.fromAsync(entry.stream()),
  );
  const contents = await Promise.all(streams);
  const expected = bodies.flatMap((body) => [body, body]);
  for (const [index, chunks] of contents.entries())
    assert(Buffer.concat(chunks).equals(expected[index] ?? Buffer.alloc(0)));
});

test("a chunk stays lent until the promise for it is kept", async () => {
  const archive = await opened(copying(bytes));
  const window = archive.window();
  for (const entry of archive.entries)
    await entry.lend(window, async (chunk) => {
      const before = Uint8Array.from(chunk);
      await new Promise(setImmediate);
      assert.deepEqual(chunk.length, before.length);
      assert.equal(Buffer.compare(chunk, before), 0);
    });
});

test("what streaming refuses, lending refuses alike", async () => {
  const small = writeZip([
    { name: "a", body: "some text, some text, some text" },
    { name: "b", body: "stored", method: 0 },
  ]);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(small.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, change) => {
        const damaged = Uint8Array.from(small);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        const reading = await openZip(bufferSource(damaged));
        if (!reading.ok) return;
        const { archive } = reading;
        for (const entry of archive.entries)
          assert.equal(
            await outcome(lentAll(archive, entry)),
            await outcome(Array.fromAsync(entry.stream())),
          );
      },
    ),
  );
});

test("a large entry that is damaged is refused while it is lent", async () => {
  const damaged = Uint8Array.from(
    writeZip([{ name: "a", body: Buffer.alloc(large, "abcdefg") }]),
  );
  damaged[1_000] = (damaged[1_000] ?? 0) ^ 0xff;
  const archive = await opened(copying(damaged));
  const [entry] = archive.entries;
  assert(entry);
  assert.notEqual(await outcome(lentAll(archive, entry)), "read");
});

/** Bytes of which deflate can save little. */
function noise(_: unknown, index: number): number {
  return (Math.imul(index, 2_654_435_761) >>> 13) & 0x7f;
}

/** A source that fills the memory it is offered, as a file does. */
function copying(from: Uint8Array): ZipSource {
  return {
    size: from.length,
    read(offset, length, into) {
      const found = from.subarray(offset, offset + length);
      if (!into) return Promise.resolve(Uint8Array.from(found));
      into.set(found);
      return Promise.resolve(into.subarray(0, found.length));
    },
  };
}

async function opened(source: ZipSource): Promise<ZipArchive> {
  const reading = await openZip(source);
  assert(reading.ok);
  return reading.archive;
}

function lentAll(archive: ZipArchive, entry: ZipEntry): Promise<void> {
  return entry.lend(archive.window(), () => undefined);
}

async function outcome(reading: Promise<unknown>): Promise<string> {
  try {
    await reading;
    return "read";
  } catch (error) {
    assert(error instanceof ZipRefused, String(error));
    return error.code;
  }
}
