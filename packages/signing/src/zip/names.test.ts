import assert from "node:assert/strict";
import { test } from "node:test";
import { rawZip } from "../testing/raw-zip.ts";
import { readAll } from "../testing/reading.ts";

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
