import type { DatabaseSync } from "node:sqlite";
import type { Range, StoredRow, Write } from "./driver.ts";

/** A row that is only ever added: see {@link Write.shelf}. */
export type Appended = Write & {
  readonly shelf: string;
  readonly body: string;
};

/**
 * Rows that are only added, one after the other, as an audit trail's: what one transaction adds to a shelf
 * is written as one row, which halves its cost. They are read like any others.
 */
export class Packs {
  readonly #sql: ReturnType<typeof prepare>;
  readonly #tables = new Set<string>();

  constructor(db: DatabaseSync) {
    db.exec(`CREATE TABLE IF NOT EXISTS packs (
      tbl TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, version INTEGER NOT NULL,
      keys TEXT NOT NULL, bodies TEXT NOT NULL,
      PRIMARY KEY (tbl, first)
    ) WITHOUT ROWID`);
    this.#sql = prepare(db);
    const known = db.prepare("SELECT DISTINCT tbl FROM packs").all() as {
      tbl: string;
    }[];
    for (const { tbl } of known) this.#tables.add(tbl);
  }

  /** Whether rows of the table are packed. */
  has(table: string): boolean {
    return this.#tables.has(table);
  }

  /** Writes the rows of one transaction. */
  add(rows: readonly Appended[], version: number): void {
    const shelves = Map.groupBy(
      rows,
      ({ table, shelf }) => `${table}\u0000${shelf}`,
    );
    for (const shelf of shelves.values()) {
      const sorted = shelf.length > 1 ? shelf.toSorted(byKey) : shelf;
      const [{ table, key: first }] = sorted as [Appended];
      this.#tables.add(table);
      this.#sql.add.run(
        table,
        first,
        sorted.at(-1)!.key,
        version,
        JSON.stringify(sorted.map(({ key }) => key)),
        // JSON text holds no line break of its own.
        sorted.map(({ body }) => body).join("\n"),
      );
    }
  }

  /** One row, or undefined. */
  get(table: string, key: string): StoredRow | undefined {
    const pack = this.#sql.before.get(table, key) as unknown as
      Pack | undefined;
    return pack && rowsOf(pack).find((row) => row.key === key);
  }

  /** Rows of a range in the order of their keys. */
  scan(table: string, { from, to, limit, reverse }: Range): StoredRow[] {
    // The pack before the range may reach into it.
    const start = this.#sql.before.get(table, from) as unknown as
      Pack | undefined;
    const packs = this.#sql[reverse ? "backward" : "forward"].iterate(
      table,
      start?.first ?? from,
      to,
    ) as Iterable<unknown> as Iterable<Pack>;
    const found: StoredRow[] = [];
    for (const pack of packs) {
      const rows = rowsOf(pack).filter(({ key }) => key >= from && key < to);
      found.push(...(reverse ? rows.reverse() : rows));
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }
}

interface Pack {
  readonly first: string;
  readonly version: number;
  readonly keys: string;
  readonly bodies: string;
}

function prepare(db: DatabaseSync) {
  const columns = "first, version, keys, bodies";
  const scan = (order: "ASC" | "DESC") =>
    db.prepare(`SELECT ${columns} FROM packs
      WHERE tbl = ? AND first >= ? AND first < ? ORDER BY first ${order}`);
  return {
    add: db.prepare(`INSERT INTO packs (tbl, first, last, version, keys, bodies)
      VALUES (?, ?, ?, ?, ?, ?)`),
    before: db.prepare(`SELECT ${columns} FROM packs
      WHERE tbl = ? AND first <= ? ORDER BY first DESC LIMIT 1`),
    forward: scan("ASC"),
    backward: scan("DESC"),
  };
}

function rowsOf({ version, keys, bodies }: Pack): StoredRow[] {
  const texts = bodies.split("\n");
  return (JSON.parse(keys) as string[]).map((key, i) => ({
    key,
    version,
    body: texts[i] ?? "",
    position: key,
  }));
}

/** Keys of a shelf differ in digits and ids alone, whose order is the same by bytes and by code units. */
function byKey(a: Appended, b: Appended): number {
  return a.key < b.key ? -1 : 1;
}
