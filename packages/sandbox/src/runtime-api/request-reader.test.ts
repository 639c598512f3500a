import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RequestReader, type RuntimeRequest } from "./request-reader.ts";

const LIMIT = 1_000;

/** Everything that comes out when the bytes arrive cut at these places. */
function readAll(bytes: Buffer, cuts: readonly number[] = []) {
  const reader = new RequestReader(LIMIT);
  const requests: RuntimeRequest[] = [];
  const edges = [
    0,
    ...cuts.map((cut) => cut % (bytes.length + 1)),
    bytes.length,
  ];
  edges.sort((a, b) => a - b);
  for (let index = 1; index < edges.length; index++) {
    reader.push(bytes.subarray(edges[index - 1], edges[index]));
    for (let taken = reader.take(); taken; taken = reader.take()) {
      if ("fault" in taken) return { requests, fault: taken.fault };
      requests.push(taken);
    }
  }
  return { requests, fault: undefined };
}

const text = (value: string) => Buffer.from(value, "latin1");
const post = (body: string, framing: string) =>
  text(`POST /x HTTP/1.1\r\nHost: h\r\n${framing}\r\n\r\n${body}`);

const ACCEPTED: Record<string, [bytes: Buffer, bodies: string[]]> = {
  "a request without a body": [
    text("GET /x HTTP/1.1\r\nHost: h\r\n\r\n"),
    [""],
  ],
  "a body with its length": [post("12345", "Content-Length: 5"), ["12345"]],
  "a chunked body": [
    post(
      "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
      "Transfer-Encoding: chunked",
    ),
    ["abc0123456789"],
  ],
  "requests behind each other": [
    Buffer.concat([
      post("a", "content-length:1"),
      post("b", "Content-Length:  1 "),
    ]),
    ["a", "b"],
  ],
  "a body that looks like a request": [
    post("GET / HTTP/1.1\r\n\r\n", "Content-Length: 18"),
    ["GET / HTTP/1.1\r\n\r\n"],
  ],
};

for (const [what, [bytes, bodies]] of Object.entries(ACCEPTED))
  void test(`${what} is read`, () => {
    const { requests, fault } = readAll(bytes);
    assert.equal(fault, undefined);
    assert.deepEqual(
      requests.map(({ body }) => body.toString("latin1")),
      bodies,
    );
  });

const REFUSED: Record<string, [bytes: Buffer, fault: RegExp]> = {
  "HTTP/1.0": [text("GET / HTTP/1.0\r\n\r\n"), /request line/],
  "a bare line feed": [text("GET / HTTP/1.1\nHost: h\r\n\r\n"), /request line/],
  "a method in small letters": [text("get / HTTP/1.1\r\n\r\n"), /request line/],
  "an absolute address": [
    text("GET http://h/ HTTP/1.1\r\n\r\n"),
    /request line/,
  ],
  "a blank before the colon": [
    text("GET / HTTP/1.1\r\nHost : h\r\n\r\n"),
    /header name/,
  ],
  "a folded line": [
    text("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"),
    /header name/,
  ],
  "a line feed inside a value": [
    text("GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n"),
    /control character/,
  ],
  "a body framed twice": [
    post("", "Content-Length: 0\r\nTransfer-Encoding: chunked"),
    /both/,
  ],
  "two lengths": [
    post("ab", "Content-Length: 1\r\nContent-Length: 2"),
    /Content-Length/,
  ],
  "a signed length": [post("a", "Content-Length: +1"), /Content-Length/],
  "a length in hexadecimal": [
    post("a", "Content-Length: 0x1"),
    /Content-Length/,
  ],
  "another coding": [
    post("", "Transfer-Encoding: gzip, chunked"),
    /Transfer-Encoding/,
  ],
  "a chunk size with a sign": [
    post("-1\r\n", "Transfer-Encoding: chunked"),
    /chunk size/,
  ],
  "a chunk extension": [
    post("1;a=b\r\nx\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    /chunk size/,
  ],
  "a chunk longer than it says": [
    post("1\r\nabc\r\n", "Transfer-Encoding: chunked"),
    /malformed chunk/,
  ],
  "an endless chunk size": [
    post("0".repeat(100), "Transfer-Encoding: chunked"),
    /chunk size/,
  ],
  "an endless head": [
    text(`GET / HTTP/1.1\r\nA: ${"b".repeat(1_200_000)}`),
    /head too large/,
  ],
};

for (const [what, [bytes, pattern]] of Object.entries(REFUSED))
  void test(`${what} is refused, and nothing after it is read`, () => {
    const good = text("GET /after HTTP/1.1\r\n\r\n");
    const { requests, fault } = readAll(Buffer.concat([bytes, good]));
    assert.match(fault ?? "nothing", pattern);
    assert.deepEqual(requests, []);
  });

void test("trailers of a chunked body are kept apart from its headers", () => {
  const { requests } = readAll(
    post(
      "1\r\nx\r\n0\r\nLambda-Runtime-Function-Error-Type: Broken\r\n\r\n",
      "Transfer-Encoding: chunked",
    ),
  );
  assert.deepEqual(
    [...(requests[0]?.trailers ?? [])],
    [["lambda-runtime-function-error-type", "Broken"]],
  );
  assert.equal(
    requests[0]?.headers.has("lambda-runtime-function-error-type"),
    false,
  );
});

void test("a body at the limit is kept, one above it is thrown away and the next request still read", () => {
  for (const framing of ["length", "chunked"]) {
    const frame = (size: number) =>
      framing === "length"
        ? post("x".repeat(size), `Content-Length: ${size}`)
        : post(
            `${size.toString(16)}\r\n${"x".repeat(size)}\r\n0\r\n\r\n`,
            "Transfer-Encoding: chunked",
          );
    const { requests } = readAll(
      Buffer.concat([frame(LIMIT), frame(LIMIT + 1), frame(1)]),
    );
    assert.deepEqual(
      requests.map(({ body, tooLarge }) => [body.length, tooLarge]),
      [
        [LIMIT, false],
        [0, true],
        [1, false],
      ],
    );
  }
});

void test("a client that waits for 100 Continue is noticed once, before its body", () => {
  const reader = new RequestReader(LIMIT);
  reader.push(
    text(
      "POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
    ),
  );
  assert.equal(reader.take(), undefined);
  assert.equal(reader.takeExpectation(), true);
  assert.equal(reader.takeExpectation(), false);
  reader.push(text("ok"));
  const request = reader.take();
  assert.equal(request && "body" in request && request.body.toString(), "ok");
});

const bodyParts = fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), {
  maxLength: 6,
});
const framed = fc.record({ parts: bodyParts, chunked: fc.boolean() });

void test("however the bytes are cut, the same requests come out", () => {
  fc.assert(
    fc.property(
      fc.array(framed, { maxLength: 4 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      (messages, cuts) => {
        const bytes = Buffer.concat(messages.map(encode));
        const { requests, fault } = readAll(bytes, cuts);
        assert.equal(fault, undefined);
        assert.deepEqual(
          requests.map(({ body }) => body.toString("hex")),
          messages.map(({ parts }) => Buffer.concat(parts).toString("hex")),
        );
      },
    ),
  );
});

void test("no bytes make it throw, and a fault is the same however they are cut", () => {
  const pieces = fc.constantFrom(
    "POST /x HTTP/1.1\r\n",
    "GET / HTTP/1.1\r\n",
    "\r\n",
    "\n",
    "Content-Length: 3\r\n",
    "Transfer-Encoding: chunked\r\n",
    "0\r\n",
    "3\r\nabc\r\n",
    "abc",
    " ",
    ":",
    "\0",
    "ÿ",
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 14 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      (parts, cuts) => {
        const bytes = text(parts.join(""));
        const plain = readAll(bytes);
        const cut = readAll(bytes, cuts);
        assert.equal(cut.fault, plain.fault);
        assert.equal(cut.requests.length, plain.requests.length);
      },
    ),
    { numRuns: 500 },
  );
});

function encode({
  parts,
  chunked,
}: {
  parts: Uint8Array[];
  chunked: boolean;
}): Buffer {
  const body = Buffer.concat(parts);
  if (!chunked)
    return Buffer.concat([post("", `Content-Length: ${body.length}`), body]);
  const chunks = parts.flatMap((part) => [
    text(`${part.length.toString(16)}\r\n`),
    part,
    text("\r\n"),
  ]);
  return Buffer.concat([
    post("", "Transfer-Encoding: chunked"),
    ...chunks,
    text("0\r\n\r\n"),
  ]);
}
