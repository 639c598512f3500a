import { crc32, deflateRawSync } from "node:zlib";
import {
  centralRecord,
  dosTime,
  endOfArchive,
  localHeader,
  type WrittenEntry,
} from "./records.ts";

/** An entry to write: a name ending in a slash is a folder; `mode` is the full Unix mode with its file type. */
export type EntryToWrite = {
  readonly name: string;
  readonly body: Uint8Array | string;
  /** Default 0o100644, and 0o040755 for folders; 0o120777 makes a symlink whose body is its target. */
  readonly mode?: number;
  /** 0 stores, 8 deflates (the default for files). */
  readonly method?: 0 | 8;
  /** Default 1980-01-01, so that the same entries always give the same archive. */
  readonly modified?: Date;
};

const epoch = new Date(Date.UTC(1980, 0, 1));

/**
 * A zip archive of the entries in the given order, as one byte array; names and sizes are written as given and
 * not judged, so that tests can write what `openZip` must refuse.
 */
export function writeZip(
  entries: readonly EntryToWrite[],
  options: { readonly zip64?: boolean; readonly comment?: string } = {},
): Uint8Array {
  const parts: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { header, data, record } = packEntry(entry, offset);
    parts.push(header, data);
    records.push(record);
    offset += header.length + data.length;
  }
  const directory = Buffer.concat(records);
  const end = endOfArchive({
    entryCount: entries.length,
    directoryOffset: offset,
    directorySize: directory.length,
    zip64: options.zip64 ?? false,
    comment: Buffer.from(options.comment ?? ""),
  });
  return Buffer.concat([...parts, directory, end]);
}

/** One entry's local header, data and central record, for an entry that starts at `offset` bytes. */
export function packEntry(
  entry: EntryToWrite,
  offset: number,
): {
  readonly header: Uint8Array;
  readonly data: Uint8Array;
  readonly record: Uint8Array;
} {
  const body = Buffer.from(entry.body);
  const folder = entry.name.endsWith("/");
  const method = entry.method ?? (folder ? 0 : 8);
  const data = method === 8 ? deflateRawSync(body) : body;
  const written: WrittenEntry = {
    rawName: Buffer.from(entry.name),
    mode: entry.mode ?? (folder ? 0o040755 : 0o100644),
    method,
    modified: dosTime(entry.modified ?? epoch),
    crc32: crc32(body),
    compressedSize: data.length,
    uncompressedSize: body.length,
    offset,
  };
  return { header: localHeader(written), data, record: centralRecord(written) };
}
