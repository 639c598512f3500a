import type { Write } from "./driver.ts";
import type { CachedRow } from "./store.ts";

/** Rows held in memory at most; the oldest half is dropped when it is full. */
const CAPACITY = 20_000;
/** Longer rows are parsed each time: a few of them would crowd out the many small ones. */
const LONGEST = 32_768;

/** What is known of a row that does not exist. */
export const ABSENT: CachedRow = Object.freeze({
  version: 0,
  value: undefined,
});

/**
 * The rows read last, parsed once. It is coherent because every write of this process passes through
 * {@link written} right after its commit; a driver that shares its database must evict on notification.
 */
export class RowCache {
  #young = new Map<string, CachedRow>();
  #old = new Map<string, CachedRow>();

  get(table: string, key: string): CachedRow | undefined {
    const name = table + "\u0000" + key;
    const young = this.#young.get(name);
    if (young) return young;
    const old = this.#old.get(name);
    if (old) this.#keep(name, old);
    return old;
  }

  add(table: string, key: string, version: number, body: string): CachedRow {
    const row = { version, value: deepFreeze(JSON.parse(body) as object) };
    if (body.length <= LONGEST) this.#keep(table + "\u0000" + key, row);
    return row;
  }

  addAbsent(table: string, key: string): void {
    this.#keep(table + "\u0000" + key, ABSENT);
  }

  written({ table, key, body }: Write, version: number): void {
    const name = table + "\u0000" + key;
    const known = this.#young.delete(name) || this.#old.has(name);
    this.#old.delete(name);
    // Only what was in use stays in memory: a bulk of writes does not push out what is read.
    if (known && body !== undefined) this.add(table, key, version, body);
  }

  /** Forgets a row that was written without its new body being known. */
  drop(table: string, key: string): void {
    const name = table + "\u0000" + key;
    this.#young.delete(name);
    this.#old.delete(name);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  #keep(name: string, row: CachedRow): void {
    if (this.#young.size >= CAPACITY / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, row);
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value))
    if (typeof part === "object" && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
}
