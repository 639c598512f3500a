import assert from "node:assert/strict";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openZip } from "./open.ts";
import {
  bufferSource,
  fileSource,
  readAhead,
  readExactly,
  slidingWindow,
  type ZipSource,
} from "./source.ts";
import { writeZip } from "./write.ts";

const body = Buffer.alloc(3_000_000, "abcdefg");

test("an archive is read from a path and from an open file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "source-"));
  const path = join(folder, "a.zip");
  await writeFile(
    path,
    writeZip([
      { name: "a", body },
      { name: "b", body: "b" },
    ]),
  );
  try {
    await using byPath = await fileSource(path);
    await using handle = await open(path);
    for (const source of [byPath, await fileSource(handle)]) {
      const reading = await openZip(source);
      assert(reading.ok);
      for (const entry of reading.archive.entries) {
        const contents = Buffer.concat(await Array.fromAsync(entry.stream()));
        assert.equal(
          contents.toString(),
          entry.name === "a" ? body.toString() : "b",
        );
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a file that shrinks while it is read is refused, not misread", async () => {
  const bytes = writeZip([{ name: "a", body: "a" }]);
  let reads = 0;
  const shrinking: ZipSource = {
    size: bytes.length,
    read: (offset, length) =>
      Promise.resolve(
        bytes.subarray(offset, reads++ < 2 ? offset + length : offset),
      ),
  };
  const reading = await openZip(shrinking);
  assert.equal(!reading.ok && reading.code, "truncated");
});

test("a failing disk is an exception, not a verdict", async () => {
  const failing: ZipSource = {
    size: 100,
    read: () => Promise.reject(new Error("EIO")),
  };
  await assert.rejects(openZip(failing), /EIO/);
});

test("reading ahead answers the same bytes with fewer reads", async () => {
  let reads = 0;
  const counted: ZipSource = {
    size: 1_000,
    read(offset, length) {
      reads++;
      return Promise.resolve(
        Buffer.alloc(1_000, "0123456789").subarray(offset, offset + length),
      );
    },
  };
  const ahead = readAhead(counted, 100);
  for (let at = 0; at < 100; at += 10)
    assert.equal(
      Buffer.from(await ahead.read(at, 10)).toString(),
      "0123456789",
    );
  assert.equal(Buffer.from(await ahead.read(995, 10)).toString(), "56789");
  assert.equal(reads, 2);
});

test("a sliding window answers the source's bytes, read or held, even past its size", async () => {
  const bytes = Uint8Array.from({ length: 1_000 }, (_, index) => index);
  const window = slidingWindow(bufferSource(bytes), 100);
  assert.equal(window.held(0, 1), undefined);
  for (const [offset, length] of [
    [0, 10],
    [90, 10],
    [95, 10],
    [400, 300],
    [995, 5],
    [0, 1_000],
  ] as const) {
    const expected = bytes.subarray(offset, offset + length);
    assert.deepEqual(
      Buffer.from(await readExactly(window, offset, length)),
      Buffer.from(expected),
    );
    assert.equal(window.held(offset, length)?.length, length);
  }
  assert.equal(window.held(999, 2), undefined);
  await assert.rejects(readExactly(window, 995, 6), { code: "truncated" });
});

test("after a failed read a sliding window holds nothing", async () => {
  let fails = false;
  const window = slidingWindow(
    {
      size: 1_000,
      read: (_, length, into) =>
        fails
          ? Promise.reject(new Error("EIO"))
          : Promise.resolve((into ?? new Uint8Array(length)).fill(1)),
    },
    100,
  );
  await window.read(0, 10);
  assert(window.held(0, 10));
  fails = true;
  await assert.rejects(window.read(500, 10), /EIO/);
  assert.equal(window.held(0, 10), undefined);
  assert.equal(window.held(500, 10), undefined);
});
