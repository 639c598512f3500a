import { deepEqual, equal, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Blobs } from "./blobs.ts";

const folder = mkdtempSync(join(tmpdir(), "gatehouse-blobs-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("content is named by its hash, kept once, and read whole or in part", async () => {
  const blobs = new Blobs(join(folder, "whole"), true);
  const body = Buffer.from("hello, world");
  const ref = await blobs.write([body.subarray(0, 5), body.subarray(5)]);
  deepEqual(ref, {
    sha256: createHash("sha256").update(body).digest("hex"),
    size: 12,
  });
  deepEqual(await blobs.write([body]), ref);
  equal((await blobs.read(ref).toArray()).join(""), "hello, world");
  equal(
    (await blobs.read(ref, { start: 7, end: 11 }).toArray()).join(""),
    "world",
  );
});

test("a stream that breaks leaves nothing behind", async () => {
  const blobs = new Blobs(join(folder, "broken"), true);
  async function* broken() {
    yield Buffer.from("half");
    throw new Error("The client went away.");
  }
  await rejects(blobs.write(broken()), /went away/);
  deepEqual(readdirSync(join(folder, "broken/incoming")), []);
});
