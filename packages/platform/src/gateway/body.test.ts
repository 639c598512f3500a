import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { inflated } from "./body.ts";

void test("a compressed body is inflated, a plain one stays as it is", async () => {
  const text = Buffer.from('{"Namespace":"Shop"}');
  assert.deepEqual(await inflated(gzipSync(text), "gzip", 1000, "Put"), text);
  assert.deepEqual(await inflated(text, undefined, 1000, "Put"), text);
});

void test("a small body that inflates beyond measure is refused, and so is one that is no gzip", async () => {
  await assert.rejects(
    inflated(gzipSync(Buffer.alloc(1 << 20)), "gzip", 2000, "Put"),
    { name: "RequestEntityTooLargeException", status: 413 },
  );
  await assert.rejects(inflated(Buffer.from("{}"), "gzip", 1000, "Put"), {
    name: "SerializationException",
  });
});
