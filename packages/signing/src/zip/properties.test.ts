import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readAll } from "../testing/reading.ts";
import { writeZip } from "./write.ts";

const entries = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z0-9_-]{1,12}$/),
    body: fc.string({ maxLength: 400 }),
    method: fc.constantFrom(0 as const, 8 as const),
  }),
  { selector: ({ name }) => name, maxLength: 12 },
);

test("whatever is written is read again, in order", async () => {
  await fc.assert(
    fc.asyncProperty(entries, fc.boolean(), async (files, zip64) => {
      const read = await readAll(writeZip(files, { zip64 }));
      assert.deepEqual(
        Object.entries(read),
        Object.entries(
          Object.fromEntries(files.map(({ name, body }) => [name, body])),
        ),
      );
    }),
    { numRuns: 100 },
  );
});

test("no bytes make the reader throw", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      assert.equal(typeof (await readAll(bytes)), "string");
    }),
    { numRuns: 300 },
  );
});

test("no damage to an archive makes the reader throw", async () => {
  const bytes = writeZip(
    [
      { name: "a/", body: "" },
      { name: "a/b", body: "contents ".repeat(20) },
      { name: "link", body: "a/b", mode: 0o120777 },
    ],
    { zip64: true },
  );
  const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(damage, async (changes) => {
      const damaged = Buffer.from(bytes);
      for (const [at, value] of changes) damaged[at] = value;
      await readAll(damaged);
    }),
    { numRuns: 1_000 },
  );
});
