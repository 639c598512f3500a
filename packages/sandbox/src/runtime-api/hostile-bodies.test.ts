import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readRegistration } from "./extension-messages.ts";
import { Extensions } from "./extensions.ts";
import { readSubscription } from "./telemetry-subscription.ts";

const FACTS = {
  functionName: "f",
  functionVersion: "1",
  handler: "h",
  accountId: "0",
};

void test("no body of a registration makes it throw, and only events that there are come out", () => {
  const bodies = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ events: fc.anything() }).map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(bodies, (body) => {
      const read = readRegistration(Buffer.from(body));
      if ("refusal" in read) return;
      assert.ok(read.every((event) => /^(INVOKE|SHUTDOWN)$/.test(event)));
      assert.ok(read.length <= 2);
    }),
  );
});

void test("no subscription makes it throw; one that is taken keeps to the limits and to the extension's own network", () => {
  const near = fc.record(
    {
      schemaVersion: fc.constantFrom("2022-12-13", "x", 1),
      types: fc.array(fc.constantFrom("platform", "function", "x", 3)),
      buffering: fc.jsonValue(),
      destination: fc.record({
        protocol: fc.constantFrom("HTTP", "TCP", "x"),
        URI: fc.oneof(
          fc.string(),
          fc.constantFrom(
            "https://example.com:80/",
            "http://sandbox.localdomain:8080/x",
            "http://sandbox.localdomain:99999",
            "http://127.0.0.1:1",
            "http://sandbox.localdomain@evil:1",
          ),
        ),
        port: fc.oneof(fc.integer(), fc.constant(80)),
      }),
    },
    { requiredKeys: [] },
  );
  const bodies = fc.oneof(
    fc.json(),
    fc.string(),
    near.map((value) => JSON.stringify(value) ?? ""),
  );
  fc.assert(
    fc.property(bodies, fc.constantFrom("telemetry", "logs"), (body, api) => {
      const read = readSubscription(api, Buffer.from(body));
      if ("problem" in read) return assert.notEqual(read.problem, "");
      assert.ok(read.types.length > 0);
      assert.ok(read.port > 0 && read.port < 65_536);
      assert.ok(read.maxItems >= 1_000 && read.maxItems <= 10_000);
      assert.ok(read.maxBytes >= 262_144 && read.maxBytes <= 1_048_576);
      assert.ok(read.timeoutMs >= 25 && read.timeoutMs <= 30_000);
      if (read.protocol === "HTTP") assert.match(read.path, /^\//);
    }),
    { numRuns: 150 },
  );
});

void test("whatever is called in whatever order, every call is answered at most once, and there are never more than ten", () => {
  const call = fc.record({
    method: fc.constantFrom("GET", "POST", "PUT"),
    path: fc.constantFrom(
      "register",
      "event/next",
      "init/error",
      "exit/error",
      "x",
    ),
    name: fc.constantFrom(...Array.from("abcdefghijklm")),
    who: fc.nat(12),
  });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
      const extensions = new Extensions(
        { changed: () => {}, failed: () => {} },
        FACTS,
      );
      const identifiers: string[] = [];
      for (const { method, path, name, who } of calls) {
        let answers = 0;
        const headers = new Map([
          ["lambda-extension-name", name],
          ["lambda-extension-identifier", identifiers[who] ?? "none"],
          ["lambda-extension-function-error-type", "E.T"],
        ]);
        extensions.handle(
          {
            method,
            target: `/2020-01-01/extension/${path}`,
            headers,
            trailers: new Map(),
            body: Buffer.from('{"events":["INVOKE"]}'),
            tooLarge: false,
            keepAlive: true,
            streamed: false,
          },
          ({ head }) => {
            answers++;
            const [, id] = /Extension-Identifier: (\S+)/.exec(head) ?? [];
            if (id !== undefined && path === "register") identifiers.push(id);
          },
        );
        assert.ok(answers <= 1);
        assert.ok(path === "event/next" || answers === 1);
      }
      assert.ok(extensions.summaries().length <= 10);
    }),
  );
});
