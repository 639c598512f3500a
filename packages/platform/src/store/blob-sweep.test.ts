import { deepEqual, equal } from "node:assert/strict";
import {
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Table, table } from "../core/table.ts";
import { BlobSweep } from "./blob-sweep.ts";
import { Blobs, type BlobRef } from "./blobs.ts";
import { openSqlite } from "./sqlite.ts";
import { Store } from "./store.ts";
import { UnitOfWork } from "./unit-of-work.ts";

interface Letter {
  readonly name: string;
  readonly pages: readonly BlobRef[];
}

const letters = table<Letter>()({
  name: "test.letters",
  scope: "global",
  key: ({ name }) => [name],
  blobs: ({ pages }) => pages,
});

const HOUR = 3_600_000;

function fresh() {
  const dir = mkdtempSync(join(tmpdir(), "gatehouse-blobs-"));
  const blobs = new Blobs(dir, false);
  const store = new Store(openSqlite(":memory:"));
  const sweep = new BlobSweep(blobs, store, (error) => {
    throw error;
  });
  return {
    dir,
    blobs,
    write: (text: string) => blobs.write([Buffer.from(text)]),
    /** Two sweeps of a later hour: the first finds what nobody holds, the second removes it. */
    async swept(): Promise<number> {
      // Of another process: what this one wrote in the last hour is not touched at all.
      const later = new BlobSweep(
        new Blobs(dir, false),
        store,
        () => undefined,
      );
      const now = Date.now() + 2 * HOUR;
      equal(await later.sweep(now), 0);
      return later.sweep(now);
    },
    sweep,
    async change(steps: (rows: Table<Letter>) => Promise<void>): Promise<void> {
      const unit = new UnitOfWork(store);
      await steps(new Table(letters, unit, { accountId: "", region: "" }));
      await store.commit(unit.unit());
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      rmSync(dir, { recursive: true });
    },
  };
}

test("a blob stays as long as any row holds it", async () => {
  await using at = fresh();
  const [page, other] = [await at.write("page"), await at.write("other")];
  await at.change(async (rows) => {
    await rows.put({ name: "a", pages: [page, other] });
    await rows.put({ name: "b", pages: [page] });
  });
  equal(await at.swept(), 0);

  await at.change((rows) => rows.put({ name: "a", pages: [other] }));
  equal(await at.swept(), 0);
  await at.change((rows) => rows.delete("b"));
  equal(await at.swept(), 1);
  deepEqual(
    [await at.blobs.has(page), await at.blobs.has(other)],
    [false, true],
  );
});

test("a blob that nobody ever held goes, with what a broken write left behind", async () => {
  await using at = fresh();
  await at.write("nobody's");
  const unfinished = join(at.dir, "incoming", "unfinished");
  writeFileSync(unfinished, "half");
  equal(await at.swept(), 1);
  deepEqual(readdirSync(join(at.dir, "incoming")), []);
});

test("what was just written is left alone: its row may not be there yet", async () => {
  await using at = fresh();
  const page = await at.write("page");
  equal(await at.sweep.sweep(Date.now()), 0);
  equal(await at.sweep.sweep(Date.now()), 0);
  equal(await at.blobs.has(page), true);
});

test("the same content that arrives between two sweeps is not lost", async () => {
  await using at = fresh();
  const page = await at.write("page");
  const old = (Date.now() - 2 * HOUR) / 1000;
  utimesSync(at.blobs.path(page), old, old);
  const reopened = new Blobs(at.dir, false);
  const store = new Store(openSqlite(":memory:"));
  const sweep = new BlobSweep(reopened, store, () => undefined);
  equal(await sweep.sweep(Date.now()), 0);
  await reopened.write([Buffer.from("page")]);
  equal(await sweep.sweep(Date.now()), 0);
  equal(await reopened.has(page), true);
  await store.close();
});
