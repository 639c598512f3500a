import { REFERENCES, referenceKey } from "../store/blob-references.ts";
import type { BlobRef } from "../store/blobs.ts";
import type { IndexEntry } from "../store/driver.ts";
import {
  encodeKey,
  isKeyPart,
  prefixRange,
  textRange,
  type Key,
} from "../store/key.ts";
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
  /** The blobs that a row keeps: what no row keeps is swept away. */
  readonly blobs?: (row: Row) => readonly BlobRef[];
}

/**
 * Declares a table: `table<Job>()({ name: "signer.jobs", scope: "region", key: (job) => [job.jobId] })`.
 * A row with a BlobRef in it does not compile without `blobs`, for its blobs would be swept away.
 */
export function table<Row extends object>() {
  return <const Kind extends TableKind<Row> & Keeping<Row>>(
    kind: Kind,
  ): Kind & TableKind<Row> => kind;
}

type Keeping<Row> =
  true extends HoldsBlob<Row>
    ? { readonly blobs: (row: Row) => readonly BlobRef[] }
    : unknown;

/** Whether a BlobRef stands anywhere in a type; `depth` ends the search in types that contain themselves. */
type HoldsBlob<T, depth extends 0[] = []> = depth["length"] extends 6
  ? false
  : T extends BlobRef
    ? true
    : T extends readonly (infer Item)[]
      ? HoldsBlob<Item, [...depth, 0]>
      : T extends object
        ? { [K in keyof T]: HoldsBlob<T[K], [...depth, 0]> }[keyof T]
        : false;

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
  /** A key to end before (to end at, inclusive, when reversed). */
  readonly to?: Key;
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

  /** The row under a key; undefined also where no row can have such a key. */
  async get(...key: Key): Promise<Readonly<Row> | undefined> {
    if (!key.every(isKeyPart)) return undefined;
    return (await this.#unit.get(this.#kind.name, this.#key(key))) as
      Row | undefined;
  }

  async put(row: Row): Promise<void> {
    const key = this.#key(this.#kind.key(row));
    if (this.#kind.blobs) await this.#keep(key, this.#kind.blobs(row));
    this.#unit.put(this.#kind.name, key, row, this.#entries(row, key));
  }

  async delete(...parts: Key): Promise<void> {
    const { name, indexes, blobs } = this.#kind;
    const key = this.#key(parts);
    if (blobs) await this.#keep(key, []);
    this.#unit.delete(name, key, indexes !== undefined);
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

  /** Writes down which blobs the row under a key keeps from now on. */
  async #keep(key: string, blobs: readonly BlobRef[]): Promise<void> {
    const { name } = this.#kind;
    const old = (await this.#unit.get(name, key)) as Row | undefined;
    const kept = new Set((old && this.#kind.blobs?.(old))?.map(sha256Of));
    const keeps = new Set(blobs.map(sha256Of));
    for (const sha256 of kept.difference(keeps))
      this.#unit.delete(REFERENCES, referenceKey({ sha256 }, name, key), false);
    for (const sha256 of keeps.difference(kept)) {
      const reference = referenceKey({ sha256 }, name, key);
      this.#unit.put(REFERENCES, reference, {}, undefined);
    }
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

  #range(listing: Listing) {
    const {
      index,
      prefix = [],
      startsWith,
      after,
      from,
      to,
      reverse,
    } = listing;
    const parts = [...this.#scope, ...prefix];
    const range =
      startsWith === undefined
        ? prefixRange(parts)
        : textRange(parts, startsWith);
    if (from !== undefined)
      range[reverse ? "to" : "from"] = this.#key([...prefix, ...from]);
    if (to !== undefined)
      range[reverse ? "from" : "to"] = this.#key([...prefix, ...to]);
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

const sha256Of = ({ sha256 }: BlobRef): string => sha256;

function greatest(a: string, b: string): string {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 ? b : a;
}

function least(a: string, b: string): string {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 ? a : b;
}
