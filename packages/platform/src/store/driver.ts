/**
 * What a database must offer to keep Gatehouse's state. Everything above it (typed tables, the outbox,
 * the audit trail) is rows in named tables, so that a driver stays small enough to write twice.
 */
export interface Driver {
  /** One row, or undefined. */
  get(table: string, key: string): Promise<StoredRow | undefined>;
  /** Rows in key order (or, with `index`, in the order of that index), at most `limit`. */
  scan(table: string, range: Range): Promise<Scanned>;
  /**
   * Writes units down in one durable transaction and answers for each, in order, whether it was
   * written. A unit whose reads have changed since is left out whole; the others are not affected.
   */
  commit(units: readonly Unit[]): Promise<Outcome[]>;
  /** Deletes every row. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

export interface StoredRow {
  readonly key: string;
  /** Grows with every write of the row; 0 stands for "no such row". */
  readonly version: number;
  /** JSON text. */
  readonly body: string;
  /** The place of the row in the scanned index; the key itself where no index was named. */
  readonly position: string;
}

export interface Scanned {
  readonly rows: readonly StoredRow[];
  /** Where the table stood at the scan; see {@link ScanMark}. */
  readonly mark: number;
}

export interface Range {
  readonly index?: string;
  /** Inclusive lower bound. */
  readonly from: string;
  /** Exclusive upper bound. */
  readonly to: string;
  readonly limit: number;
  readonly reverse?: boolean;
}

/** What one request read and wants written: all of it or nothing. */
export interface Unit {
  readonly reads: readonly Read[];
  readonly scans: readonly ScanMark[];
  readonly writes: readonly Write[];
  readonly additions?: readonly Addition[];
}

/** Adds to a count that was not read: any number of units add to one count at the same moment without conflict. */
export interface Addition {
  readonly table: string;
  readonly key: string;
  readonly amount: number;
}

/** The row of a count. */
export interface Count {
  readonly count: number;
}

export interface Read {
  readonly table: string;
  readonly key: string;
  readonly version: number;
}

/** Says that a table was scanned when it stood at `mark`: the unit conflicts if it was written to since. */
export interface ScanMark {
  readonly table: string;
  readonly mark: number;
}

export interface Write {
  readonly table: string;
  readonly key: string;
  /** JSON text; undefined deletes the row. */
  readonly body: string | undefined;
  /** The row's places in its table's indexes; undefined for a table that has none. */
  readonly entries: readonly IndexEntry[] | undefined;
  /**
   * Set for rows that are added once and never changed, in the order of their keys: the part of the key
   * that neighbours share. A driver may keep neighbours together.
   */
  readonly shelf?: string;
}

export interface IndexEntry {
  readonly index: string;
  readonly position: string;
}

export type Outcome =
  | { readonly written: true; readonly version: number }
  | {
      readonly written: false;
      readonly conflict: { readonly table: string; readonly key?: string };
    };
