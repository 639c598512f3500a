import assert from "node:assert/strict";
import { test } from "node:test";
import type { UserCaller } from "../core/caller.ts";
import { uses, type Use } from "../core/identity/uses.ts";
import { Table } from "../core/table.ts";
import { openSqlite } from "../store/sqlite.ts";
import { Store } from "../store/store.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";
import { Uses } from "./uses.ts";

const ADA: UserCaller = {
  type: "IAMUser",
  arn: "arn:aws:iam::111111111111:user/ada",
  accountId: "111111111111",
  principalId: "AIDAADA",
  userName: "ada",
};

const MINUTE = 60_000;

class Book {
  readonly store: Store;
  now = 10 * MINUTE;
  #uses: Uses;

  constructor() {
    this.store = new Store(openSqlite(":memory:"));
    this.#uses = new Uses(this.store);
  }

  /** As if the platform had stopped and started: what is held in memory is gone. */
  restart(): void {
    this.#uses = new Uses(this.store);
  }

  /** How many writes a call caused. */
  async call(action: string, resource: string, allowed = true) {
    const { now } = this;
    const writes = await this.#uses.of(ADA, [{ action, resource }], {
      allowed,
      region: "us-east-1",
      now,
    });
    await this.store.commit({ reads: [], scans: [], writes });
    return writes.length;
  }

  async rows(): Promise<readonly Use[]> {
    const place = { accountId: ADA.accountId, region: "" };
    const table = new Table(uses, new UnitOfWork(this.store), place);
    return (await table.list({ prefix: [ADA.principalId] })).rows;
  }
}

const GET = "s3:GetObject";
const key = (n: number) => `arn:aws:s3:::photos/${n}`;

void test("a use is written once a minute, for each action and resource", async () => {
  const book = new Book();
  assert.equal(await book.call(GET, key(1)), 1);
  assert.equal(await book.call(GET, key(1)), 0);
  assert.equal(await book.call(GET, key(2)), 1);
  book.now += MINUTE;
  assert.equal(await book.call(GET, key(1)), 1);
  const rows = await book.rows();
  assert.deepEqual(
    rows.map(({ resource, at, allowed }) => [resource, at / MINUTE, allowed]),
    [
      [key(1), 11, true],
      [key(2), 10, true],
    ],
  );
  await book.store.close();
});

void test("of many resources only the kind is noted, and a restart forgets nothing of that", async () => {
  const book = new Book();
  for (let n = 0; n < 300; n += 1) {
    if (n % 100 === 0) book.restart();
    await book.call(GET, key(n));
  }
  const resources = (await book.rows()).map(({ resource }) => resource);
  assert.equal(resources.length, 33);
  assert.ok(resources.includes("arn:aws:s3:::photos/*"));
  for (let n = 0; n < 300; n += 1)
    await book.call(GET, `arn:aws:s3:::bucket-${n}/key`);
  const more = (await book.rows()).map(({ resource }) => resource);
  assert.equal(more.length, 65);
  assert.ok(more.includes("*"));
  await book.store.close();
});

void test("refused attempts are kept apart from what was allowed", async () => {
  const book = new Book();
  await book.call(GET, key(1));
  await book.call(GET, key(2), false);
  await book.call(GET, key(3), false);
  const rows = await book.rows();
  assert.deepEqual(
    rows.map(({ resource, allowed }) => [resource, allowed]),
    [
      ["*", false],
      [key(1), true],
    ],
  );
  await book.store.close();
});
