import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { functionUrlAddress } from "./function-url.ts";

void test("a host or a path names a function URL, and nothing else does", () => {
  const urlId = "abcdefghijklmnopqrstuvwxyz234567";
  const named = { urlId, region: "eu-west-1" };
  for (const host of [
    `${urlId}.lambda-url.eu-west-1.localhost:4566`,
    `${urlId.toUpperCase()}.Lambda-Url.eu-west-1.on.aws`,
    `${urlId}.lambda-url.eu-west-1.gate.example`,
  ])
    deepEqual(functionUrlAddress(host, "/a/b"), { ...named, path: "/a/b" });
  const byPath = (path: string) => functionUrlAddress("127.0.0.1:4566", path);
  deepEqual(byPath("/_gatehouse/lambda-url/abc234/a%20b"), {
    urlId: "abc234",
    region: undefined,
    path: "/a%20b",
  });
  equal(byPath("/_gatehouse/lambda-url/abc234")?.path, "/");
  for (const host of [
    undefined,
    "127.0.0.1:4566",
    "my.lambda-url.bucket.s3.localhost",
    "lambda-url.us-east-1.localhost",
    `${urlId}.lambda-url.`,
  ])
    equal(functionUrlAddress(host, "/2015-03-31/functions"), undefined);
});
