import assert from "node:assert/strict";
import { test } from "node:test";
import { compileArnGlob, splitArn } from "./arn.ts";
import { tokenize } from "./tokens.ts";

const TOPIC = "arn:aws:sns:us-east-1:111122223333:news:daily";
const like = (pattern: string, arn: string) =>
  compileArnGlob(tokenize(pattern, { wildcards: true, variables: false }))(arn);

void test("an ARN has six segments, and the last keeps its colons", () => {
  assert.deepEqual(splitArn(TOPIC), [
    "arn",
    "aws",
    "sns",
    "us-east-1",
    "111122223333",
    "news:daily",
  ]);
  assert.equal(splitArn("arn:aws:sns:us-east-1:news"), undefined);
  assert.equal(splitArn(`x${TOPIC}`), undefined);
});

void test("a wildcard matches within its segment and not beyond", () => {
  assert.equal(like("arn:aws:sns:*:*:news:*", TOPIC), true);
  assert.equal(like("arn:*:s?s:us-*:1*3:*", TOPIC), true);
  assert.equal(like("arn:aws:sns:*:news:daily", TOPIC), false);
  assert.equal(like("arn:aws:sns:*:*:news", TOPIC), false);
});

void test("a lone star is any ARN", () => {
  assert.equal(like("*", TOPIC), true);
  assert.equal(like("*", "news"), undefined);
});

void test("a pattern or a value that is no ARN leaves the answer open", () => {
  assert.equal(like("arn:aws:sns:us-east-1:*", TOPIC), undefined);
  assert.equal(like("arn:aws:sns:*:*:*", "news"), undefined);
});
