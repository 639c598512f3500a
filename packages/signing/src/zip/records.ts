import { descriptorFlag, utf8Flag } from "./central-directory.ts";
import {
  centralSignature,
  endSignature,
  zip64EndSignature,
  zip64LocatorSignature,
} from "./end-record.ts";
import { localSignature } from "./local-headers.ts";

/** What both headers of a written entry hold; sizes and offset in bytes. */
export type WrittenEntry = {
  readonly rawName: Uint8Array;
  readonly mode: number;
  readonly method: 0 | 8;
  readonly modified: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly offset: number;
};

const versionNeeded = 20;
/** Unix, specification 4.5, so that the mode in the external attributes counts. */
const madeBy = (3 << 8) | 45;
const folderAttribute = 0x10;

/** A local file header; names are always written as UTF-8 and marked so, and sizes always stand in the header. */
export function localHeader(entry: WrittenEntry): Uint8Array {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(localSignature, 0);
  header.writeUInt16LE(versionNeeded, 4);
  header.set(sharedFields(entry), 6);
  return Buffer.concat([header, entry.rawName]);
}

/** A central directory record of an entry below 4 GiB. */
export function centralRecord(entry: WrittenEntry): Uint8Array {
  const record = Buffer.alloc(46);
  record.writeUInt32LE(centralSignature, 0);
  record.writeUInt16LE(madeBy, 4);
  record.writeUInt16LE(versionNeeded, 6);
  record.set(sharedFields(entry), 8);
  const folder = (entry.mode & 0o170000) === 0o040000;
  record.writeUInt16LE(folder ? folderAttribute : 0, 38);
  record.writeUInt16LE(entry.mode, 40);
  record.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([record, entry.rawName]);
}

/** The 24 bytes from flags to the length of the extra field, which both headers share. */
function sharedFields(entry: WrittenEntry): Uint8Array {
  const fields = Buffer.alloc(24);
  fields.writeUInt16LE(utf8Flag & ~descriptorFlag, 0);
  fields.writeUInt16LE(entry.method, 2);
  fields.writeUInt32LE(entry.modified, 4);
  fields.writeUInt32LE(entry.crc32, 8);
  fields.writeUInt32LE(entry.compressedSize, 12);
  fields.writeUInt32LE(entry.uncompressedSize, 16);
  fields.writeUInt16LE(entry.rawName.length, 20);
  return fields;
}

/** The end of an archive, with zip64 records when asked for or when a value does not fit without. */
export function endOfArchive(end: {
  readonly entryCount: number;
  readonly directoryOffset: number;
  readonly directorySize: number;
  readonly zip64?: boolean;
  readonly comment?: Uint8Array;
}): Uint8Array {
  const { entryCount, directoryOffset, directorySize } = end;
  const comment = end.comment ?? new Uint8Array(0);
  const wide =
    end.zip64 === true ||
    entryCount >= 0xffff ||
    directoryOffset >= 0xffffffff ||
    directorySize >= 0xffffffff;
  const record = Buffer.alloc(22);
  record.writeUInt32LE(endSignature, 0);
  record.writeUInt16LE(Math.min(entryCount, 0xffff), 8);
  record.writeUInt16LE(Math.min(entryCount, 0xffff), 10);
  record.writeUInt32LE(Math.min(directorySize, 0xffffffff), 12);
  record.writeUInt32LE(Math.min(directoryOffset, 0xffffffff), 16);
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([
    ...(wide ? zip64End(entryCount, directoryOffset, directorySize) : []),
    record,
    comment,
  ]);
}

function zip64End(
  entryCount: number,
  directoryOffset: number,
  directorySize: number,
): Uint8Array[] {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(zip64EndSignature, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(madeBy, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(entryCount), 24);
  record.writeBigUInt64LE(BigInt(entryCount), 32);
  record.writeBigUInt64LE(BigInt(directorySize), 40);
  record.writeBigUInt64LE(BigInt(directoryOffset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(zip64LocatorSignature, 0);
  locator.writeBigUInt64LE(BigInt(directoryOffset + directorySize), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator];
}

/** A moment as DOS date and time (UTC, two-second steps), held within the years 1980 to 2107 that DOS knows. */
export function dosTime(moment: Date): number {
  const year = moment.getUTCFullYear();
  if (year < 1980) return 0x00210000;
  if (year > 2107) return 0xff9fbf7d;
  const date =
    ((year - 1980) << 9) |
    ((moment.getUTCMonth() + 1) << 5) |
    moment.getUTCDate();
  const time =
    (moment.getUTCHours() << 11) |
    (moment.getUTCMinutes() << 5) |
    (moment.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}
