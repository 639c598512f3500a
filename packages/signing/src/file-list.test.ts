import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { compareFiles, packFileList, unpackFileList } from "./file-list.ts";

const file = (name: string, body: string) => ({
  name,
  sha256: createHash("sha256").update(body).digest(),
});

test("a list is unpacked as it was packed", () => {
  const files = [file("a b", "1"), file("é/x", "2"), file("lib/", "")];
  const packed = packFileList(files);
  assert(packed);
  assert.deepEqual(unpackFileList(packed), files);
});

test("a package with too many files gets no list rather than a huge one", () => {
  const files = Array.from({ length: 8_000 }, (_, index) => ({
    name: `file-${index}`,
    sha256: randomBytes(32),
  }));
  assert.equal(packFileList(files), undefined);
  assert.notEqual(packFileList(files.slice(0, 4_000)), undefined);
});

test("what is no list, or unpacks to a bomb, is none", () => {
  assert.equal(unpackFileList(deflateRawSync("nonsense\n")), undefined);
  assert.equal(
    unpackFileList(deflateRawSync(Buffer.alloc(8 << 20))),
    undefined,
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      unpackFileList(bytes);
    }),
  );
});

test("changed, removed and added files are named, and otherwise the first out of place", () => {
  const signed = [file("a", "1"), file("b", "2"), file("c", "3")];
  const changes = compareFiles(signed, [
    file("a", "1"),
    file("b", "X"),
    file("d", "4"),
  ]);
  assert.deepEqual(
    changes.map(({ file: name, change }) => `${name} ${change}`),
    ["b changed", "c removed", "d added"],
  );
  assert.equal(changes[0]?.actual, file("b", "X").sha256.toString("hex"));
  assert.deepEqual(
    compareFiles(signed, [file("b", "2"), file("a", "1"), file("c", "3")]),
    [{ file: "b", change: "moved" }],
  );
  assert.deepEqual(compareFiles(signed, signed), []);
});
