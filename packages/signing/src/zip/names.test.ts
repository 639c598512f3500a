import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rawZip } from "../testing/raw-zip.ts";
import { readAll } from "../testing/reading.ts";
import { decodeName } from "./names.ts";
import { ZipRefused } from "./refusal.ts";

async function reading(...names: (string | Uint8Array)[]) {
  const read = await readAll(
    rawZip(names.map((name) => ({ name, method: 0, mode: 0 }))),
  );
  return typeof read === "string" ? read : "accepted";
}

test("ordinary names are accepted", async () => {
  const names = [
    "index.js",
    "node_modules/@scope/pkg/lib/a b+c~1.js",
    "naïve/日本語.txt",
    "..hidden",
    "a/...",
    "x..y/",
    "META-INF/MANIFEST.MF",
    "META-INF/SIGNER.SF",
  ];
  assert.equal(await reading(...names), "accepted");
});

test("names that lead elsewhere or cannot be shown are refused", async () => {
  const names = [
    "",
    "/etc/passwd",
    "../up",
    "a/../b",
    "a/..",
    "..",
    "../",
    "a\\b",
    "C:/x",
    "c:x",
    "a//b",
    "./a",
    "a/./b",
    ".",
    "a\0b",
    "a\nb",
    "a\u007f",
    "a\u0085b",
    "evil\u202Etxt.js",
    Buffer.from([0x61, 0xff]),
    Buffer.from([0xc0, 0xaf]),
    Buffer.from([0xed, 0xa0, 0x80]),
  ];
  for (const name of names) assert.equal(await reading(name), "invalid-name");
});

test("names that some file systems make one are refused", async () => {
  const pairs = [
    ["a.js", "a.js"],
    ["a.js", "A.js"],
    ["dir", "dir/"],
    ["caf\u00e9", "cafe\u0301"],
    ["stra\u00dfe", "STRASSE"],
    ["\u212a", "k"],
    ["\u03c2", "\u03c3"],
  ] as const;
  for (const pair of pairs)
    assert.equal(await reading(...pair), "name-collision");
  assert.equal(await reading("a.js", "b.js"), "accepted");
});

test("a file is not also a folder", async () => {
  assert.equal(await reading("a", "a/b/c"), "name-collision");
  assert.equal(await reading("a/b/c", "A"), "name-collision");
  assert.equal(await reading("a/", "a/b/", "a/b/c", "ab"), "accepted");
});

test("META_INF is spelled in one way and holds one signature", async () => {
  const signature = "META_INF/aws_signer_signature_v1.0.SF";
  assert.equal(await reading("META_INF/", signature), "accepted");
  for (const variant of [
    "meta_inf/x",
    "Meta_Inf/aws_signer_signature_v1.0.SF",
    "META_\u0131NF/x",
  ])
    assert.equal(await reading(variant), "meta-inf-variant");
  for (const second of [
    "META_INF/aws_signer_signature_v2.0.SF",
    "META_INF/AWS_SIGNER_SIGNATURE_V1.0.sf",
    "META_INF/other.sf",
  ])
    assert.equal(await reading(signature, second), "several-signatures");
});

test("an accepted name is its bytes, so that the digest may be made of either", () => {
  const pieces = fc.constantFrom(
    [0x61],
    [0x2f, 0x62],
    [0xef, 0xbb, 0xbf],
    [0xc3, 0xa9],
    [0x65, 0xcc, 0x81],
    [0xf0, 0x9f, 0x98, 0x80],
    [0xed, 0xa0, 0x80],
    [0xc0, 0xaf],
    [0xff],
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.array(pieces).map((parts) => Uint8Array.from(parts.flat())),
  );
  fc.assert(
    fc.property(bytes, (raw) => {
      const name = accepted(raw);
      if (name !== undefined)
        assert.equal(Buffer.compare(Buffer.from(name), raw), 0);
    }),
  );
  assert.equal(accepted(Buffer.from("\ufeffa")), "\ufeffa");
  assert.equal(accepted(Uint8Array.of(0xed, 0xa0, 0x80)), undefined);
});

function accepted(raw: Uint8Array): string | undefined {
  try {
    return decodeName(raw, 4_096);
  } catch (error) {
    assert(error instanceof ZipRefused);
    return undefined;
  }
}
