import { deepEqual, equal, match } from "node:assert/strict";
import { createSocket } from "node:dgram";
import { test } from "node:test";
import fc from "fast-check";
import { documentIn, TraceDaemon } from "./daemon.ts";

const HEAD = '{"format": "json", "version": 1}';
const TRACE = `1-5f000000-${"a".repeat(24)}`;

void test("a datagram is a line of its format and a segment; anything else is none", () => {
  const text = JSON.stringify({ trace_id: TRACE.toUpperCase(), id: "1" });
  deepEqual(documentIn(`${HEAD}\n${text}`), { traceId: TRACE, text });
  for (const wrong of [
    "",
    text,
    `${HEAD}\n{}`,
    `${HEAD}\nnull`,
    `${HEAD}\n[`,
    `{"format":"xml"}\n${text}`,
    `\n${text}`,
  ])
    equal(documentIn(wrong), undefined);
  fc.assert(
    fc.property(fc.string(), fc.json(), (head, body) => {
      documentIn(`${head}\n${body}`);
    }),
  );
});

void test("segments of awaited traces go where they are awaited, others nowhere", async () => {
  const daemon = new TraceDaemon();
  const address = await daemon.address();
  match(address, /^127\.0\.0\.1:\d+$/);
  const client = createSocket("udp4");
  const other = `1-5f000000-${"b".repeat(24)}`;
  const received = await new Promise<string>((resolve) => {
    daemon.expect(TRACE, resolve);
    const port = Number(address.split(":")[1]);
    for (const trace_id of [other, TRACE])
      client.send(
        `${HEAD}\n${JSON.stringify({ trace_id })}`,
        port,
        "127.0.0.1",
      );
  });
  equal(received, JSON.stringify({ trace_id: TRACE }));
  client.close();
  await daemon.close();
});
