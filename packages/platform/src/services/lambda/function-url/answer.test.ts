import { deepEqual, equal, ok } from "node:assert/strict";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import fc from "fast-check";
import type { InvocationResult } from "@gatehouse/sandbox";
import { answerOf, preludeOf } from "./answer.ts";
import { streamedAnswer } from "./streamed-answer.ts";

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

void test("an answer that describes none is the body of a 200", () => {
  for (const value of ["text", 7, null, [1], { a: 1 }, { headers: {} }])
    deepEqual(answerOf(json(value)), {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(value),
    });
});

void test("a described answer is taken at its word, or not at all", () => {
  deepEqual(answerOf(json({ statusCode: "204", body: null, headers: null })), {
    status: 204,
    headers: { "content-type": "application/json" },
    body: undefined,
  });
  for (const wrong of [
    { statusCode: 100 },
    { statusCode: 600 },
    { statusCode: 200.5 },
    { statusCode: {} },
    { statusCode: 200, headers: ["a"] },
    { statusCode: 200, headers: { a: { b: 1 } } },
    { statusCode: 200, headers: { "a:": "b" } },
    { statusCode: 200, cookies: "a=1" },
    { statusCode: 200, cookies: ["a=1\r\nb: c"] },
    { statusCode: 200, body: 7 },
    { statusCode: 200, body: "YQ==", isBase64Encoded: "yes" },
  ])
    equal(answerOf(json(wrong)), undefined, JSON.stringify(wrong));
  equal(answerOf(Buffer.from("{not json")), undefined);
});

void test("whatever a function answers can be written out as HTTP, or is refused", () => {
  const described = fc.record(
    {
      statusCode: fc.oneof(fc.integer(), fc.jsonValue()),
      headers: fc.oneof(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.jsonValue(),
      ),
      cookies: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
      body: fc.jsonValue(),
      isBase64Encoded: fc.oneof(fc.boolean(), fc.jsonValue()),
    },
    { requiredKeys: ["statusCode"] },
  );
  fc.assert(
    fc.property(fc.oneof(described, fc.jsonValue()), (value) => {
      for (const answer of [answerOf(json(value)), preludeOf(json(value))]) {
        if (!answer) continue;
        ok(answer.status >= 200 && answer.status <= 599);
        new Headers(
          Object.entries(answer.headers).flatMap(([name, values]) =>
            [values].flat().map((each): [string, string] => [name, each]),
          ),
        );
      }
    }),
  );
});

const PRELUDE = "application/vnd.awslambda.http-integration-response";
const RESULT = { payload: Buffer.alloc(0) } as unknown as InvocationResult;

function streamed(pieces: readonly Buffer[], result = RESULT) {
  return streamedAnswer({
    contentType: PRELUDE,
    body: Readable.from(pieces, { objectMode: false }),
    result: Promise.resolve(result),
  });
}

void test("a prelude is found however its bytes are cut", async () => {
  const whole = Buffer.concat([
    json({ statusCode: 201, headers: { a: "b" } }),
    Buffer.alloc(8),
    Buffer.from("body\0\0\0\0\0\0\0\0end"),
  ]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(whole.length)), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), whole.length];
      const pieces = places
        .slice(1)
        .map((to, i) => whole.subarray(places[i], to))
        .filter(({ length }) => length > 0);
      const answer = await streamed(pieces);
      deepEqual([answer?.status, answer?.headers["a"]], [201, "b"]);
      const body = await buffer(answer?.body as Readable);
      equal(body.toString(), "body\0\0\0\0\0\0\0\0end");
    }),
  );
});

void test("a stream without the prelude that it promises is no answer", async () => {
  equal(await streamed([]), undefined);
  equal(await streamed([Buffer.from("{}")]), undefined);
  equal(
    await streamed([Buffer.from("no json\0\0\0\0\0\0\0\0body")]),
    undefined,
  );
  equal(
    await streamed(Array.from({ length: 9 }, () => Buffer.alloc(65_536, 1))),
    undefined,
  );
});
