import { equal } from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { hmacKey, hmacOf } from "./hmac.ts";

test("a text is signed as Node's own HMAC signs it", () => {
  const key = fc.uint8Array({ maxLength: 64 });
  fc.assert(
    fc.property(key, fc.string({ unit: "binary" }), (bytes, text) => {
      const theirs = createHmac("sha256", bytes).update(text).digest("hex");
      equal(hmacOf(hmacKey(bytes), text), theirs);
    }),
  );
});

test("test cases 1 and 2 of RFC 4231", () => {
  equal(
    hmacOf(hmacKey(Buffer.alloc(20, 0x0b)), "Hi There"),
    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
  );
  equal(
    hmacOf(hmacKey(Buffer.from("Jefe")), "what do ya want for nothing?"),
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
});
