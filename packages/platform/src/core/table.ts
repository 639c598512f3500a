import type { IndexEntry } from "../store/driver.ts";
import { encodeKey, prefixRange, textRange, type Key } from "../store/key.ts";
import type { SeenRow, UnitOfWork } from "../store/unit-of-work.ts";

/** Where rows live: one account's Region, one account, or the whole installation. */
export type Scope = "region" | "account" | "global";

/** Rows of one kind. Rows are JSON values: times are numbers, milliseconds since the epoch. */
export interface TableKind<Row extends object> {
  /** `service.rows`, as `signer.jobs`. */
  readonly name: string;
  readonly scope: Scope;
  readonly key: (row: Row) => Key;
  /** Further orders: each gives a row's places in it, none to leave the row out. */
  readonly indexes?: Readonly<Record<string, (row: Row) => readonly Key[]>>;
}

/** Declares a table: `table<Job>()({ name: "signer.jobs", scope: "region", key: (job) => [job.jobId] })`. */
export function table<Row extends object>() {
  return <const Kind extends TableKind<Row>>(
    kind: Kind,
  ): Kind & TableKind<Row> => kind;
}

/** What to list: all rows whose key (or place in an index) begins with `prefix`. */
export interface Listing {
  readonly index?: string;
  readonly prefix?: Key;
  /** Narrows to rows whose next key part begins with this text. */
  readonly startsWith?: string;
  /** A position from an earlier listing's `next`: continue behind it. */
  readonly after?: string;
  /** A key to begin at, inclusive (exclusive when reversed). */
  readonly from?: Key;
  readonly limit?: number;
  readonly reverse?: boolean;
}

export interface Listed<Row> {
  readonly rows: readonly Row[];
  /** Continue with `after: next`; undefined at the end. */
  readonly next: string | undefined;
  /** The position of the row at this place of `rows`, for pages that end early. */
  readonly positions: readonly string[];
}

const ALL = 1_000_000;

/** A table as one request sees it: its own account and Region, its own writes included. */
export class Table<Row extends object> {
  readonly #kind: TableKind<Row>;
  readonly #unit: UnitOfWork;
  readonly #scope: Key;

  constructor(
    kind: TableKind<Row>,
    unit: UnitOfWork,
    at: { accountId: string; region: string },
  ) {
    this.#kind = kind;
    this.#unit = unit;
    this.#scope =
      kind.scope === "global"
        ? []
        : kind.scope === "account"
          ? [at.accountId]
          : [at.accountId, at.region];
  }

  async get(...key: Key): Promise<Readonly<Row> | undefined> {
    return (await this.#unit.get(this.#kind.name, this.#key(key))) as
      Row | undefined;
  }

  async put(row: Row): Promise<void> {
    const key = this.#key(this.#kind.key(row));
    this.#unit.put(this.#kind.name, key, row, this.#entries(row, key));
  }

  async delete(...key: Key): Promise<void> {
    this.#unit.delete(
      this.#kind.name,
      this.#key(key),
      this.#kind.indexes !== undefined,
    );
  }

  /** Rows in the order of their keys, byte by byte. */
  async list(listing: Listing = {}): Promise<Listed<Row>> {
    const limit = listing.limit ?? ALL;
    const seen = await this.#unit.scan(this.#kind.name, {
      ...this.#range(listing),
      limit: limit + 1,
    });
    const page = seen.slice(0, limit);
    return {
      rows: page.map(({ value }) => value as Row),
      next: seen.length > limit ? this.#relative(page.at(-1)) : undefined,
      positions: page.map((row) => this.#relative(row)),
    };
  }

  #key(key: Key): string {
    return encodeKey([...this.#scope, ...key]);
  }

  #entries(row: Row, key: string): IndexEntry[] | undefined {
    if (!this.#kind.indexes) return undefined;
    return Object.entries(this.#kind.indexes).flatMap(([index, place]) => {
      return place(row).map((parts) => ({
        index,
        position: this.#key(parts) + key,
      }));
    });
  }

  #range({ index, prefix = [], startsWith, after, from, reverse }: Listing) {
    const parts = [...this.#scope, ...prefix];
    const range =
      startsWith === undefined
        ? prefixRange(parts)
        : textRange(parts, startsWith);
    if (from !== undefined)
      range[reverse ? "to" : "from"] = this.#key([...prefix, ...from]);
    if (after !== undefined) {
      const position = encodeKey(this.#scope) + after;
      if (reverse) range.to = least(range.to, position);
      else range.from = greatest(range.from, position + "\u0000");
    }
    return {
      ...range,
      ...(index === undefined ? {} : { index }),
      ...(reverse ? { reverse } : {}),
    };
  }

  /** Positions leave without their scope, so that a token made in one account is worth nothing in another. */
  #relative(row: SeenRow | undefined): string {
    return row?.position.slice(encodeKey(this.#scope).length) ?? "";
  }
}

function greatest(a: string, b: string): string {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 ? b : a;
}

function least(a: string, b: string): string {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 ? a : b;
}
