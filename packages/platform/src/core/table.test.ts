import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import { openSqlite } from "../store/sqlite.ts";
import { Store } from "../store/store.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";
import { Table, type TableKind } from "./table.ts";

interface Version {
  readonly name: string;
  readonly version: number;
}

const versions: TableKind<Version> = {
  name: "test.versions",
  scope: "global",
  key: ({ name, version }) => [name, version],
};

test("a version that cannot be is not there; one that is there is found", async () => {
  const store = new Store(openSqlite(":memory:"));
  const place = { accountId: "", region: "" };
  const unit = new UnitOfWork(store);
  const table = new Table(versions, unit, place);
  const row = { name: "layer", version: 1 };
  await table.put(row);
  await store.commit(unit.unit());

  const read = new Table(versions, new UnitOfWork(store), place);
  deepEqual(await read.get("layer", 1), row);
  for (const version of [0, -1, 0.5, NaN, Infinity, 2 ** 53])
    equal(await read.get("layer", version), undefined);
  await rejects(read.put({ name: "layer", version: -1 }), RangeError);
  await store.close();
});
