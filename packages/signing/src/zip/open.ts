import {
  readCentralDirectory,
  type CentralRecord,
  type EntryKind,
} from "./central-directory.ts";
import { lendContents, readContents, type TakeChunk } from "./contents.ts";
import { readEndOfArchive, type EndOfArchive } from "./end-record.ts";
import { lambdaLimits, type ZipLimits } from "./limits.ts";
import { locateEntries, type LocatedRecord } from "./local-headers.ts";
import { refuseCollidingNames } from "./names.ts";
import { asRefusal, refuse, type ZipRefusal } from "./refusal.ts";
import {
  readAhead,
  slidingWindow,
  type SlidingWindow,
  type ZipSource,
} from "./source.ts";
import { refuseEscapingSymlinks } from "./symlinks.ts";

const windowSize = 256 * 1024;

/** One file, folder or symlink; sizes in bytes. A symlink's contents are its target. */
export type ZipEntry = {
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly kind: EntryKind;
  /** Unix permission bits, or undefined when the archive has none. */
  readonly permissions: number | undefined;
  readonly size: number;
  readonly compressedSize: number;
  readonly crc32: number;
  /** The contents; throws `ZipRefused` when they are not as declared. Nothing of it may be used before its end. */
  stream(): AsyncIterable<Uint8Array>;
  /**
   * Hands the contents to `take` chunk by chunk, each valid only until `take` is done; throws as `stream()` does.
   * The cheapest way to go through entries one after the other, with one of the archive's windows for all of them;
   * after a refusal that window is of no more use.
   */
  lend(window: SlidingWindow, take: TakeChunk): Promise<void>;
};

/** An archive that every careful reader sees alike, its entries in archive order. */
export type ZipArchive = {
  readonly entries: readonly ZipEntry[];
  /** The sum of the uncompressed sizes, in bytes. */
  readonly unzippedSize: number;
  readonly end: EndOfArchive;
  readonly source: ZipSource;
  /** A window onto the source, for one reader of entries' contents. */
  window(): SlidingWindow;
};

/** What `openZip` answers: the archive, or a closed code with the reason. */
export type ZipReading =
  { readonly ok: true; readonly archive: ZipArchive } | ZipRefusal;

/**
 * Opens a zip archive, and refuses every one that two readers could understand differently or that exceeds the
 * limits. Contents are only read as far as symlinks need; `entry.stream()` verifies the rest.
 * Throws only what the source throws (a failing disk).
 */
export async function openZip(
  source: ZipSource,
  limits: ZipLimits = lambdaLimits,
): Promise<ZipReading> {
  try {
    const ahead = readAhead(source, windowSize);
    const end = await readEndOfArchive(source);
    const records = await readCentralDirectory(source, end, limits);
    const unzippedSize = refuseBombs(records, source.size, limits);
    refuseCollidingNames(records.map(({ name }) => name));
    const located = await locateEntries(
      slidingWindow(source, windowSize),
      records,
      end.directoryOffset,
    );
    await refuseEscapingSymlinks(ahead, located);

    const entries = located.map((record) => new StoredEntry(ahead, record));
    return {
      ok: true,
      archive: {
        entries,
        unzippedSize,
        end,
        source,
        window: () => slidingWindow(source, windowSize),
      },
    };
  } catch (error) {
    return asRefusal(error);
  }
}

function refuseBombs(
  records: readonly CentralRecord[],
  archiveSize: number,
  limits: ZipLimits,
): number {
  let total = 0;
  for (const { uncompressedSize } of records) total += uncompressedSize;
  if (total > limits.unzipped)
    refuse(
      "too-large",
      `The archive holds ${total} bytes unzipped; at most ${limits.unzipped} are allowed.`,
    );
  const ratio = total / archiveSize;
  if (total > limits.ratioFloor && ratio > limits.ratio)
    refuse(
      "ratio-exceeded",
      `The archive would grow ${Math.round(ratio)} times when unzipped; at most ${limits.ratio} times are allowed.`,
    );
  return total;
}

/** An entry over its record: thousands of them are held at once, therefore nothing is copied and nothing bound. */
class StoredEntry implements ZipEntry {
  readonly #source: ZipSource;
  readonly #located: LocatedRecord;

  constructor(source: ZipSource, located: LocatedRecord) {
    this.#source = source;
    this.#located = located;
  }

  get name() {
    return this.#located.record.name;
  }

  get rawName() {
    return Buffer.from(this.name);
  }

  get kind() {
    return this.#located.record.kind;
  }

  get permissions() {
    return this.#located.record.permissions;
  }

  get size() {
    return this.#located.record.uncompressedSize;
  }

  get compressedSize() {
    return this.#located.record.compressedSize;
  }

  get crc32() {
    return this.#located.record.crc32;
  }

  stream() {
    return readContents(this.#source, this.#located);
  }

  lend(window: SlidingWindow, take: TakeChunk) {
    return lendContents(window, this.#located, take);
  }
}
