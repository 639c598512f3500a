import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EnvironmentLog, type LogLine } from "./environment-log.ts";
import { LineSplitter } from "./line-splitter.ts";
import { TelemetryFrames } from "./telemetry-frames.ts";

const NOW = () => new Date(0);

function frame(message: string, type = 0xa55a0003): Buffer {
  const text = Buffer.from(message);
  const head = Buffer.alloc(type === 0xa55a0001 ? 8 : 16);
  head.writeUInt32BE(type, 0);
  head.writeUInt32BE(text.length, 4);
  return Buffer.concat([head, text]);
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [
    0,
    ...places.map((place) => place % (bytes.length + 1)),
    bytes.length,
  ];
  edges.sort((a, b) => a - b);
  return edges
    .slice(1)
    .map((edge, index) => bytes.subarray(edges[index], edge));
}

void test("lines come out whole however the bytes are cut, also inside a character", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme" })),
      fc.array(fc.nat()),
      (parts, places) => {
        const text = parts.join("\n");
        const splitter = new LineSplitter();
        const lines = cut(Buffer.from(text), places).flatMap((piece) =>
          splitter.push(piece),
        );
        const rest = splitter.flush();
        const expected = text.split("\n");
        if (expected.at(-1) === "") expected.pop();
        assert.deepEqual(
          rest === undefined ? lines : [...lines, rest],
          expected,
        );
      },
    ),
  );
});

void test("a line without end is cut before it fills the memory", () => {
  const splitter = new LineSplitter();
  const lines = [];
  for (let index = 0; index < 40; index++)
    lines.push(...splitter.push(Buffer.alloc(65_536, 97)));
  assert.ok(lines.length >= 2);
  assert.ok(lines.every((line) => line.length <= 1_200_000));
});

void test("frames come out whole however they are cut, with or without a time", () => {
  const messages = fc.array(
    fc.tuple(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(0xa55a0001, 0xa55a0003),
    ),
  );
  fc.assert(
    fc.property(messages, fc.array(fc.nat()), (frames, places) => {
      const reader = new TelemetryFrames();
      const bytes = Buffer.concat(
        frames.map(([text, type]) => frame(text, type)),
      );
      const read = cut(bytes, places).flatMap((piece) => reader.push(piece));
      assert.deepEqual(
        read,
        frames.map(([text]) => text.replace(/\n$/, "")),
      );
    }),
  );
});

void test("after bytes that are no frame nothing more is read; a frame beyond the limit is shortened", () => {
  const broken = new TelemetryFrames();
  assert.deepEqual(
    broken.push(
      Buffer.concat([frame("good"), Buffer.from("rubbish!"), frame("late")]),
    ),
    ["good"],
  );
  assert.deepEqual(broken.push(frame("later")), []);

  const long = new TelemetryFrames();
  const [shortened, next] = long.push(
    Buffer.concat([frame("x".repeat(1_500_000)), frame("next")]),
  );
  assert.equal(shortened?.length, 1_048_576);
  assert.equal(next, "next");
});

void test("the log keeps the tail, delivers up to its limit and says what it dropped", () => {
  const delivered: LogLine[] = [];
  const log = new EnvironmentLog((lines) => delivered.push(...lines), NOW, {
    perInvocation: 100,
    tail: 30,
  });
  log.begin();
  log.platform("START");
  log.function(
    Array.from({ length: 20 }, (_, index) => `line ${index}`.padEnd(9)),
  );
  assert.equal(log.full, true);
  log.closeLimit();
  log.platform("END");
  log.deliver();
  assert.equal(delivered.length, 1 + 10 + 2);
  assert.deepEqual(delivered.at(-2), {
    time: 0,
    message: "[LOGS DROPPED] 90 characters past the limit",
  });
  assert.equal(log.text(), "END\n");
});

void test("a new invocation starts with an empty tail and its whole limit", () => {
  const log = new EnvironmentLog(() => {}, NOW, {
    perInvocation: 10,
    tail: 1_000,
  });
  log.begin();
  log.function(["0123456789", "lost"]);
  assert.equal(log.full, true);
  log.begin();
  assert.equal(log.full, false);
  log.function(["kept"]);
  assert.equal(log.text(), "kept\n");
});
