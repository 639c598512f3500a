import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Driver } from "./driver.ts";
import { openSqlite } from "./sqlite.ts";
import { ConflictError, Store } from "./store.ts";
import { UnitOfWork } from "./unit-of-work.ts";

const ALL = { from: "", to: "\u{10ffff}", limit: 100 };

async function put(store: Store, key: string, value: object): Promise<void> {
  const unit = new UnitOfWork(store);
  unit.put("t", key, value, undefined);
  await store.commit(unit.unit());
}

/** A driver that counts its transactions. */
function counted(driver: Driver): Driver & { commits: number[] } {
  const commits: number[] = [];
  return {
    ...driver,
    commits,
    commit(units) {
      commits.push(units.length);
      return driver.commit(units);
    },
  };
}

test("a unit sees its own writes, others only after the commit", async () => {
  const store = new Store(openSqlite(":memory:"));
  const unit = new UnitOfWork(store);
  unit.put("t", "a", { n: 1 }, undefined);
  deepEqual(await unit.get("t", "a"), { n: 1 });
  equal(await new UnitOfWork(store).get("t", "a"), undefined);
  await store.commit(unit.unit());
  deepEqual(await new UnitOfWork(store).get("t", "a"), { n: 1 });
});

test("a unit fails whole where a row it had read was changed, made or removed since", async () => {
  const store = new Store(openSqlite(":memory:"));
  await put(store, "read", { n: 1 });
  const changes: ((unit: UnitOfWork) => void)[] = [
    (other) => other.put("t", "read", { n: 2 }, undefined),
    (other) => other.delete("t", "read", false),
    (other) => other.put("t", "read", { n: 3 }, undefined),
  ];
  for (const change of changes) {
    const unit = new UnitOfWork(store);
    await unit.get("t", "read");
    unit.put("t", "mine", { n: 1 }, undefined);
    const other = new UnitOfWork(store);
    change(other);
    await store.commit(other.unit());
    await rejects(store.commit(unit.unit()), ConflictError);
    equal(await new UnitOfWork(store).get("t", "mine"), undefined);
  }
});

test("a row that was deleted and made again is not the row that was read", async () => {
  const store = new Store(openSqlite(":memory:"));
  await put(store, "a", { n: 1 });
  const unit = new UnitOfWork(store);
  await unit.get("t", "a");
  unit.put("t", "a", { n: 9 }, undefined);
  const gone = new UnitOfWork(store);
  gone.delete("t", "a", false);
  await store.commit(gone.unit());
  await put(store, "a", { n: 1 });
  await rejects(store.commit(unit.unit()), ConflictError);
});

test("a unit that scanned a table and writes fails where the table was written to; one that only reads does not", async () => {
  const store = new Store(openSqlite(":memory:"));
  const writer = new UnitOfWork(store);
  const reader = new UnitOfWork(store);
  await writer.scan("t", ALL);
  await reader.scan("t", ALL);
  writer.put("u", "x", {}, undefined);
  await put(store, "new", {});
  await rejects(store.commit(writer.unit()), ConflictError);
  await store.commit(reader.unit());
});

test("waiting units share one transaction, and one in conflict does not touch the others", async () => {
  const driver = counted(openSqlite(":memory:"));
  const store = new Store(driver);
  await put(store, "shared", { n: 0 });
  driver.commits.length = 0;
  const units = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const unit = new UnitOfWork(store);
      if (i % 2 === 0) {
        await unit.get("t", "shared");
        unit.put("t", "shared", { n: i }, undefined);
      }
      unit.put("t", `own-${i}`, { i }, undefined);
      return unit;
    }),
  );
  const results = await Promise.allSettled(
    units.map((unit) => store.commit(unit.unit())),
  );
  deepEqual(driver.commits, [20]);
  const written = results.filter(({ status }) => status === "fulfilled").length;
  equal(written, 11, "the ten that share nothing, and the first that does");
  equal((await new UnitOfWork(store).scan("t", ALL)).length, 12);
});

test("a scan overlays a unit's own writes in order, and ends at its limit", async () => {
  const store = new Store(openSqlite(":memory:"));
  for (const key of ["a", "c", "e"]) await put(store, key, { key });
  const unit = new UnitOfWork(store);
  unit.put("t", "b", { key: "b" }, undefined);
  unit.delete("t", "c", false);
  const keys = async (range: object) =>
    (await unit.scan("t", { ...ALL, ...range })).map(({ key }) => key);
  deepEqual(await keys({}), ["a", "b", "e"]);
  deepEqual(await keys({ reverse: true }), ["e", "b", "a"]);
  deepEqual(await keys({ limit: 2 }), ["a", "b"]);
  deepEqual(await keys({ from: "b", to: "e" }), ["b"]);
});

test("counts add up without conflicts, and are read without binding the unit", async () => {
  const store = new Store(openSqlite(":memory:"));
  const units = Array.from({ length: 50 }, () => new UnitOfWork(store));
  for (const unit of units) {
    equal(await unit.count("c", "k"), 0);
    unit.add("c", "k", 2);
  }
  await Promise.all(units.map((unit) => store.commit(unit.unit())));
  equal(await new UnitOfWork(store).count("c", "k"), 100);
  const less = new UnitOfWork(store);
  less.add("c", "k", -1);
  await store.commit(less.unit());
  equal(await new UnitOfWork(store).count("c", "k"), 99);
});

test("what is read from memory cannot be changed by its reader", async () => {
  const store = new Store(openSqlite(":memory:"));
  await put(store, "a", { list: [1] });
  const row = (await new UnitOfWork(store).get("t", "a")) as { list: number[] };
  throws(() => row.list.push(2), TypeError);
});

test("what was committed is there after the file is opened again, for its owner alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-store-"));
  try {
    const file = join(folder, "data/state.db");
    const store = new Store(openSqlite(file));
    await put(store, "a", { n: 1 });
    equal(statSync(file).mode & 0o777, 0o600);
    await store.close();
    const again = new Store(openSqlite(file));
    deepEqual(await new UnitOfWork(again).get("t", "a"), { n: 1 });
    await again.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("wiping leaves nothing, and tells whoever keeps something in memory", async () => {
  const store = new Store(openSqlite(":memory:"));
  await put(store, "a", { n: 1 });
  await new UnitOfWork(store).get("t", "a");
  let told = false;
  store.onWiped(() => (told = true));
  await store.wipe();
  ok(told);
  equal(await new UnitOfWork(store).get("t", "a"), undefined);
});

test("rows that are only added are read like others, whatever transactions brought them", async () => {
  const shelved = (key: string) => ({
    table: "log",
    key,
    body: JSON.stringify({ key }),
    entries: undefined,
    shelf: key.slice(0, 1),
  });
  const store = new Store(openSqlite(":memory:"));
  const batches = [["a1", "b1", "a2"], ["a4", "a3"], ["b2"], ["a5", "b3"]];
  for (const keys of batches)
    await Promise.all(
      keys.map((key) =>
        store.commit({ reads: [], scans: [], writes: [shelved(key)] }),
      ),
    );
  const keys = async (range: object) =>
    (await new UnitOfWork(store).scan("log", { ...ALL, ...range })).map(
      ({ key }) => key,
    );
  const all = ["a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3"];
  deepEqual(await keys({}), all);
  deepEqual(await keys({ reverse: true }), all.toReversed());
  deepEqual(await keys({ from: "a2", to: "a5" }), ["a2", "a3", "a4"]);
  deepEqual(await keys({ from: "a2", to: "a5", reverse: true, limit: 2 }), [
    "a4",
    "a3",
  ]);
  deepEqual(await new UnitOfWork(store).get("log", "a4"), { key: "a4" });
  equal(await new UnitOfWork(store).get("log", "a9"), undefined);
});
