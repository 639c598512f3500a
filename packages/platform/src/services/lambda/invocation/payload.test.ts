import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Fault } from "../../../core/errors.ts";
import { checkedClientContext, checkedPayload } from "./payload.ts";

void test("an empty body stands for an empty object", () => {
  for (const body of [undefined, new Uint8Array()])
    assert.equal(
      Buffer.from(checkedPayload(body, "RequestResponse")).toString(),
      "{}",
    );
});

void test("JSON passes byte for byte, and nothing else passes", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const body = Buffer.from(text);
      assert.equal(checkedPayload(body, "Event"), body);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      try {
        JSON.parse(
          new TextDecoder("utf-8", { fatal: true }).decode(
            checkedPayload(bytes, "RequestResponse"),
          ),
        );
      } catch (error) {
        assert(error instanceof Fault);
        assert.equal(error.name, "InvalidRequestContentException");
      }
    }),
  );
});

void test("a client context is JSON in base64", () => {
  const text = Buffer.from('{"client":{}}').toString("base64");
  assert.equal(checkedClientContext(text), '{"client":{}}');
  assert.throws(() => checkedClientContext("?"), {
    name: "InvalidRequestContentException",
  });
});
