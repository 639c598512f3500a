import type {
  Addition,
  Count,
  IndexEntry,
  Range,
  ScanMark,
  Unit,
  Write,
} from "./driver.ts";
import type { Store } from "./store.ts";

/** A row a unit of work sees. */
export interface SeenRow {
  readonly key: string;
  readonly position: string;
  readonly value: object;
}

/**
 * What one request does to the state: reads see its own writes, nobody else sees them before the commit,
 * and the commit succeeds only if nothing that was read has changed.
 */
export class UnitOfWork {
  readonly #store: Store;
  readonly #reads = new Map<
    string,
    { table: string; key: string; version: number }
  >();
  readonly #scans = new Map<string, ScanMark>();
  readonly #writes = new Map<string, PendingWrite>();
  readonly #additions: Addition[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  get writes(): boolean {
    return this.#writes.size > 0 || this.#additions.length > 0;
  }

  /** What a count stands at. The unit does not depend on it: it may have changed by the commit. */
  async count(table: string, key: string): Promise<number> {
    const row =
      this.#store.peek(table, key) ?? (await this.#store.get(table, key));
    return (row.value as Count | undefined)?.count ?? 0;
  }

  /** Adds to a count when the unit is committed. */
  add(table: string, key: string, amount: number): void {
    this.#additions.push({ table, key, amount });
  }

  async get(table: string, key: string): Promise<object | undefined> {
    const name = table + "\u0000" + key;
    const pending = this.#writes.get(name);
    if (pending) return pending.value;
    const row =
      this.#store.peek(table, key) ?? (await this.#store.get(table, key));
    if (!this.#reads.has(name))
      this.#reads.set(name, { table, key, version: row.version });
    return row.value;
  }

  async scan(table: string, range: Range): Promise<SeenRow[]> {
    const pending = [...this.#writes.values()].filter(
      (write) => write.table === table,
    );
    const limit = range.limit + pending.length;
    const { rows, mark } = await this.#store.scan(table, { ...range, limit });
    if (!this.#scans.has(table)) this.#scans.set(table, { table, mark });

    const seen: SeenRow[] = rows.map(({ key, position, body }) => ({
      key,
      position,
      value: JSON.parse(body) as object,
    }));
    if (pending.length === 0) return seen;
    return overlay(seen, pending, range).slice(0, range.limit);
  }

  put(
    table: string,
    key: string,
    value: object,
    entries: readonly IndexEntry[] | undefined,
  ): void {
    const body = JSON.stringify(value);
    let read: object | undefined;
    this.#writes.set(table + "\u0000" + key, {
      table,
      key,
      body,
      entries,
      // Most of what is written is not read again by its unit.
      get value() {
        return (read ??= JSON.parse(body) as object);
      },
    });
  }

  delete(table: string, key: string, indexed: boolean): void {
    this.#writes.set(table + "\u0000" + key, {
      table,
      key,
      body: undefined,
      entries: indexed ? [] : undefined,
      value: undefined,
    });
  }

  /** The unit to commit; `extra` writes (the audit record) ride along without taking part in conflicts. */
  unit(extra: readonly Write[] = []): Unit {
    return {
      reads: this.writes ? [...this.#reads.values()] : [],
      scans: this.writes ? [...this.#scans.values()] : [],
      writes: [...this.#writes.values(), ...extra],
      additions: this.#additions,
    };
  }
}

interface PendingWrite extends Write {
  readonly value: object | undefined;
}

/** Lays a unit's own writes over what the store returned for a range. */
function overlay(
  seen: SeenRow[],
  pending: PendingWrite[],
  range: Range,
): SeenRow[] {
  const changed = new Set(pending.map(({ key }) => key));
  const rows = seen.filter(({ key }) => !changed.has(key));
  for (const { key, value, entries } of pending) {
    if (!value) continue;
    const positions =
      range.index === undefined
        ? [key]
        : (entries ?? [])
            .filter(({ index }) => index === range.index)
            .map(({ position }) => position);
    for (const position of positions)
      if (position >= range.from && position < range.to)
        rows.push({ key, position, value });
  }
  const order = (a: SeenRow, b: SeenRow): number =>
    compareBytes(a.position, b.position);
  return rows.sort(range.reverse ? (a, b) => order(b, a) : order);
}

/** The database's order: by UTF-8 bytes, which is by code point. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
