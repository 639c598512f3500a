import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type {
  Driver,
  Outcome,
  Range,
  StoredRow,
  Unit,
  Write,
} from "./driver.ts";
import { Packs, type Appended } from "./packs.ts";

/**
 * The embedded driver: one SQLite file in WAL mode with `synchronous=FULL`, so that a commit is on disk
 * before it is answered. Calls run on the caller's thread: a read costs microseconds, and the store
 * groups waiting units into one commit, which shares the one fsync between them.
 */
export function openSqlite(path: string): Driver {
  const db = openDatabase(path);
  const sql = prepare(db);
  const packs = new Packs(db);

  /** How often each table was written to since the process began: a scan's proof of freshness. */
  const marks = new Map<string, number>();
  const markOf = (table: string): number => marks.get(table) ?? 0;

  // Row versions never repeat, so that a row deleted and made again cannot pass for the old one.
  let lastVersion = Date.now() * 1000;

  return {
    async get(table, key) {
      if (packs.has(table)) return packs.get(table, key);
      const row = sql.get.get(table, key) as
        { version: number; body: string } | undefined;
      return (
        row && { key, version: row.version, body: row.body, position: key }
      );
    },

    async scan(table, range) {
      const rows = packs.has(table)
        ? packs.scan(table, range)
        : scanRows(sql, table, range);
      return { rows, mark: markOf(table) };
    },

    async commit(units) {
      db.exec("BEGIN IMMEDIATE");
      try {
        const appended: Appended[] = [];
        const outcomes = units.map((unit) => apply(unit, appended));
        if (appended.length > 0) packs.add(appended, lastVersion);
        db.exec("COMMIT");
        return outcomes;
      } catch (error) {
        if (db.isTransaction) db.exec("ROLLBACK");
        throw error;
      }
    },

    async wipe() {
      db.exec(
        "BEGIN; DELETE FROM entries; DELETE FROM rows; DELETE FROM packs; COMMIT",
      );
      for (const table of marks.keys()) marks.set(table, markOf(table) + 1);
    },

    async close() {
      db.close();
    },
  };

  function apply(unit: Unit, appended: Appended[]): Outcome {
    for (const { table, key, version } of unit.reads) {
      const row = sql.version.get(table, key) as
        { version: number } | undefined;
      if ((row?.version ?? 0) !== version)
        return { written: false, conflict: { table, key } };
    }
    for (const { table, mark } of unit.scans)
      if (markOf(table) !== mark)
        return { written: false, conflict: { table } };

    const version = ++lastVersion;
    for (const write of unit.writes) {
      const { table, key, body, entries } = write;
      marks.set(table, markOf(table) + 1);
      if (isAppended(write)) {
        appended.push(write);
        continue;
      }
      if (entries) sql.unindex.run(table, key);
      if (body === undefined) {
        sql.remove.run(table, key);
        continue;
      }
      sql.put.run(table, key, version, body);
      for (const { index, position } of entries ?? [])
        sql.index.run(table, index, position, key);
    }
    for (const { table, key, amount } of unit.additions ?? [])
      sql.add.run(table, key, version, amount);
    return { written: true, version };
  }
}

const isAppended = (write: Write): write is Appended =>
  write.shelf !== undefined && write.body !== undefined;

function openDatabase(path: string): DatabaseSync {
  const onDisk = path !== ":memory:";
  if (onDisk) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(path);
  if (onDisk) chmodSync(path, 0o600);
  db.exec(`
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${onDisk ? "FULL" : "OFF"};
    PRAGMA cache_size = -16000;
    PRAGMA wal_autocheckpoint = 2000;
    PRAGMA temp_store = MEMORY;
    CREATE TABLE IF NOT EXISTS rows (
      tbl TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (tbl, key)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS entries (
      tbl TEXT NOT NULL, idx TEXT NOT NULL, position TEXT NOT NULL, key TEXT NOT NULL,
      PRIMARY KEY (tbl, idx, position)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS entries_of_row ON entries (tbl, key);
  `);
  return db;
}

function prepare(db: DatabaseSync) {
  const scan = (order: "ASC" | "DESC"): StatementSync =>
    db.prepare(`SELECT key, version, body, key AS position FROM rows
      WHERE tbl = ? AND key >= ? AND key < ? ORDER BY key ${order} LIMIT ?`);
  const scanIndex = (order: "ASC" | "DESC"): StatementSync =>
    db.prepare(`SELECT r.key, r.version, r.body, e.position
      FROM entries e CROSS JOIN rows r ON r.tbl = e.tbl AND r.key = e.key
      WHERE e.tbl = ? AND e.idx = ? AND e.position >= ? AND e.position < ?
      ORDER BY e.position ${order} LIMIT ?`);
  return {
    get: db.prepare("SELECT version, body FROM rows WHERE tbl = ? AND key = ?"),
    version: db.prepare("SELECT version FROM rows WHERE tbl = ? AND key = ?"),
    put: db.prepare(`INSERT INTO rows (tbl, key, version, body) VALUES (?, ?, ?, ?)
      ON CONFLICT (tbl, key) DO UPDATE SET version = excluded.version, body = excluded.body`),
    add: db.prepare(`INSERT INTO rows (tbl, key, version, body)
      VALUES (?, ?, ?, json_object('count', ?))
      ON CONFLICT (tbl, key) DO UPDATE SET version = excluded.version,
        body = json_object('count', json_extract(body, '$.count') + json_extract(excluded.body, '$.count'))`),
    remove: db.prepare("DELETE FROM rows WHERE tbl = ? AND key = ?"),
    index: db.prepare(
      "INSERT INTO entries (tbl, idx, position, key) VALUES (?, ?, ?, ?)",
    ),
    unindex: db.prepare("DELETE FROM entries WHERE tbl = ? AND key = ?"),
    scan: { forward: scan("ASC"), backward: scan("DESC") },
    scanIndex: { forward: scanIndex("ASC"), backward: scanIndex("DESC") },
  };
}

function scanRows(
  sql: ReturnType<typeof prepare>,
  table: string,
  range: Range,
): StoredRow[] {
  const direction = range.reverse ? "backward" : "forward";
  const rows =
    range.index === undefined
      ? sql.scan[direction].all(table, range.from, range.to, range.limit)
      : sql.scanIndex[direction].all(
          table,
          range.index,
          range.from,
          range.to,
          range.limit,
        );
  return rows as unknown as StoredRow[];
}
