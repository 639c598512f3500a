import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { rootCaller } from "./root.ts";
import { sealSession, unsealSession } from "./session-token.ts";

const key = randomBytes(32);
const content = {
  accessKeyId: "ASIAEXAMPLE",
  secretAccessKey: "secret",
  caller: {
    ...rootCaller("111122223333"),
    session: { issuedAt: 1, expiresAt: 2, mfa: false },
  },
};

void test("a token opens under the key it was sealed with, and under no other", () => {
  const token = sealSession(content, key);
  assert.deepEqual(unsealSession(token, key), content);
  assert.equal(unsealSession(token, randomBytes(32)), undefined);
  assert.ok(!token.includes("secret"));
});

void test("a token of which any bit was changed opens no more", () => {
  const bytes = Buffer.from(sealSession(content, key), "base64");
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(unsealSession(changed.toString("base64"), key), undefined);
    }),
  );
});

void test("a text that was never a token opens nothing and breaks nothing", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
      assert.equal(unsealSession(text, key), undefined);
    }),
  );
});
