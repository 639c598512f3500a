import { setImmediate } from "node:timers";
import type {
  Driver,
  Outcome,
  Range,
  Scanned,
  StoredRow,
  Unit,
  Write,
} from "./driver.ts";
import { ABSENT, RowCache } from "./row-cache.ts";

/**
 * State with group commit: units that wait at the same moment are written down in one transaction, so
 * that durable throughput is not bound to one fsync a write. A unit is acknowledged only after it is durable.
 */
export class Store {
  readonly #driver: Driver;
  readonly #cache = new RowCache();
  readonly #listeners: CommitListener[] = [];
  readonly #wiped: (() => void)[] = [];
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  /** How many units are in the state. */
  #settled = 0;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** One row, parsed and frozen, or that there is none; from memory where it was asked for before. */
  async get(table: string, key: string): Promise<CachedRow> {
    const known = this.#cache.get(table, key);
    if (known) return known;
    const begun = this.#settled;
    const row = await this.#driver.get(table, key);
    if (row) return this.#cache.add(table, key, row.version, row.body);
    // A row that was made meanwhile must not pass for absent.
    if (begun === this.#settled) this.#cache.addAbsent(table, key);
    return ABSENT;
  }

  /** Like {@link get}, without waiting, when the row is in memory. */
  peek(table: string, key: string): CachedRow | undefined {
    return this.#cache.get(table, key);
  }

  /** Rows of a range as JSON text, and the mark that proves them fresh at commit. */
  scan(table: string, range: Range): Promise<Scanned> {
    return this.#driver.scan(table, range);
  }

  /** Writes a unit down durably, or throws {@link ConflictError} when what it read has changed. */
  commit(unit: Unit): Promise<void> {
    if (unit.writes.length === 0 && !unit.additions?.length)
      return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ unit, resolve, reject });
      if (this.#waiting.length === 1 && !this.#flushing)
        setImmediate(() => this.#startFlush());
    });
  }

  /** Called after each durable unit with its writes: caches and the outbox live on it. */
  onCommitted(listener: CommitListener): void {
    this.#listeners.push(listener);
  }

  /** Forgets everything. */
  async wipe(): Promise<void> {
    await this.#driver.wipe();
    this.#cache.clear();
    for (const listener of this.#wiped) listener();
  }

  /** Called after {@link wipe}: whoever keeps something of the state in memory drops it. */
  onWiped(listener: () => void): void {
    this.#wiped.push(listener);
  }

  async close(): Promise<void> {
    this.#startFlush();
    await this.#flushing;
    await this.#driver.close();
  }

  #startFlush(): void {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = undefined;
      if (this.#waiting.length > 0) this.#startFlush();
    });
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const outcomes = await this.#driver.commit(
          batch.map(({ unit }) => unit),
        );
        for (const [i, waiting] of batch.entries())
          this.#settle(waiting, outcomes[i]);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  #settle(
    { unit, resolve, reject }: Waiting,
    outcome: Outcome | undefined,
  ): void {
    if (!outcome?.written) {
      reject(new ConflictError(outcome?.conflict));
      return;
    }
    this.#settled++;
    for (const write of unit.writes)
      this.#cache.written(write, outcome.version);
    for (const { table, key } of unit.additions ?? [])
      this.#cache.drop(table, key);
    for (const listener of this.#listeners) listener(unit.writes);
    resolve();
  }
}

/** A row as the cache holds it: shared between requests, therefore frozen. */
export interface CachedRow {
  readonly version: number;
  /** Nothing where there is no such row; its version is 0 then. */
  readonly value: object | undefined;
}

export type CommitListener = (writes: readonly Write[]) => void;

/** Another unit changed what this one had read: begin again. */
export class ConflictError extends Error {
  override name = "ConflictError";
  constructor(conflict?: { table: string; key?: string }) {
    super(`Concurrent change of ${conflict?.table ?? "a row"}.`);
  }
}

interface Waiting {
  unit: Unit;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

export type { StoredRow };
