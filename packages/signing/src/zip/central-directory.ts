import { view } from "./bytes.ts";
import { centralSignature, type EndOfArchive } from "./end-record.ts";
import {
  parseExtraFields,
  refuseOtherUnicodeName,
  widen,
} from "./extra-fields.ts";
import type { ZipLimits } from "./limits.ts";
import { decodeName } from "./names.ts";
import { refuse } from "./refusal.ts";
import { readExactly, type ZipSource } from "./source.ts";

const fixedSize = 46;

/** What an entry is on disk: the file type bits of its Unix mode, and the trailing slash of folders. */
export type EntryKind = "file" | "folder" | "symlink";

/** One record of the central directory; sizes and offset in bytes. */
export type CentralRecord = {
  /** Its UTF-8 is the name's very bytes, since only valid UTF-8 is accepted. */
  readonly name: string;
  readonly kind: EntryKind;
  /** Unix permission bits, or undefined when the archive was made without any. */
  readonly permissions: number | undefined;
  readonly flags: number;
  readonly method: number;
  /** DOS time in the low and DOS date in the high 16 bits. */
  readonly modified: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly offset: number;
};

/** Bit 3: sizes and checksum follow the data in a descriptor. */
export const descriptorFlag = 1 << 3;
/** Bit 11: the name is UTF-8. */
export const utf8Flag = 1 << 11;

const encryptionFlags = (1 << 0) | (1 << 6) | (1 << 13);
const knownFlags = (1 << 1) | (1 << 2) | descriptorFlag | utf8Flag;

/** Parses the whole directory, which must hold exactly the records that the end record counts. */
export async function readCentralDirectory(
  source: ZipSource,
  end: EndOfArchive,
  limits: ZipLimits,
): Promise<CentralRecord[]> {
  if (end.entryCount > limits.entries)
    refuse(
      "too-many-entries",
      `The archive has ${end.entryCount} entries; at most ${limits.entries} are allowed.`,
    );
  if (end.directorySize > limits.centralDirectory)
    refuse(
      "too-large",
      `The central directory has ${end.directorySize} bytes; at most ${limits.centralDirectory} are allowed.`,
    );
  const bytes = await readExactly(
    source,
    end.directoryOffset,
    end.directorySize,
  );
  const records: CentralRecord[] = [];
  let at = 0;
  while (records.length < end.entryCount) {
    const { record, next } = parseRecord(bytes, at, limits);
    records.push(record);
    at = next;
  }
  if (at !== bytes.length)
    refuse(
      "malformed-record",
      `The central directory holds ${bytes.length - at} bytes more than its ${end.entryCount} records.`,
    );
  return records;
}

function parseRecord(bytes: Uint8Array, at: number, limits: ZipLimits) {
  if (at + fixedSize > bytes.length)
    refuse(
      "malformed-record",
      "The central directory ends before its last record.",
    );
  const data = view(bytes.subarray(at));
  if (data.getUint32(0, true) !== centralSignature)
    refuse(
      "malformed-record",
      "A central directory record lacks its signature.",
    );
  const nameEnd = fixedSize + data.getUint16(28, true);
  const extraEnd = nameEnd + data.getUint16(30, true);
  const commentEnd = extraEnd + data.getUint16(32, true);
  if (at + commentEnd > bytes.length)
    refuse(
      "malformed-record",
      "A central directory record overruns the directory.",
    );
  const rawName = bytes.subarray(at + fixedSize, at + nameEnd);
  const name = decodeName(rawName, limits.name);
  const fields = parseExtraFields(
    bytes.subarray(at + nameEnd, at + extraEnd),
    name,
  );
  refuseOtherUnicodeName(fields, rawName, name);
  const flags = data.getUint16(8, true);
  const method = data.getUint16(10, true);
  refuseUnsupported(flags, method, data.getUint16(34, true), name);

  const sizes = widen(
    {
      uncompressedSize: data.getUint32(24, true),
      compressedSize: data.getUint32(20, true),
      offset: data.getUint32(42, true),
    },
    fields,
    name,
  );
  refuseOddMetadata(data, name);
  const mode = data.getUint16(40, true);
  const record: CentralRecord = {
    name,
    kind: kindOf(mode, name),
    permissions: mode === 0 || mode === 0xffff ? undefined : mode & 0o7777,
    flags,
    method,
    modified: data.getUint32(12, true),
    crc32: data.getUint32(16, true),
    ...sizes,
  };
  refuseImpossibleSizes(record);
  return { record, next: at + commentEnd };
}

function refuseUnsupported(
  flags: number,
  method: number,
  disk: number,
  name: string,
): void {
  if (flags & encryptionFlags)
    refuse("encrypted", `${JSON.stringify(name)} is encrypted.`, name);
  if (flags & ~knownFlags || disk !== 0)
    refuse(
      "unsupported-feature",
      `${JSON.stringify(name)} uses zip features (flags 0x${flags.toString(16)}, disk ${disk}) that are not supported.`,
      name,
    );
  if (method !== 0 && method !== 8)
    refuse(
      "unsupported-method",
      `${JSON.stringify(name)} is compressed with method ${method}; only 0 (stored) and 8 (deflate) are accepted.`,
      name,
    );
}

/** Versions of the specification that a reader may be asked to know (APPNOTE 4.4.3.2). */
const knownVersions = new Set([
  10, 11, 20, 21, 25, 27, 45, 46, 50, 51, 52, 61, 62, 63,
]);

/** Whether a header's "version needed to extract" is one of the specification's. */
export function isKnownVersion(versionNeeded: number): boolean {
  return knownVersions.has(versionNeeded);
}

const lastSystem = 19;
const lastVersion = 63;
/** DOS attributes: read-only, hidden, system, folder and archive; and the mark of p7zip that a Unix mode follows. */
const knownAttributes = 0x37 | 0x8000;
const folderAttribute = 0x10;

/** What no digest covers must at least be plausible, so that little of it can carry anything. */
function refuseOddMetadata(data: DataView, name: string): void {
  const madeBy = data.getUint16(4, true);
  const attributes = data.getUint16(38, true);
  const odd =
    madeBy >> 8 > lastSystem ||
    (madeBy & 0xff) > lastVersion ||
    !isKnownVersion(data.getUint16(6, true)) ||
    data.getUint16(36, true) > 1 ||
    (attributes & ~knownAttributes) !== 0 ||
    ((attributes & folderAttribute) !== 0 && !name.endsWith("/"));
  if (odd)
    refuse(
      "unsupported-feature",
      `${JSON.stringify(name)} has versions or attributes that the zip specification does not know or that do not fit it.`,
      name,
    );
}

/**
 * File types are read from the mode whatever system the archive claims to be from, as Info-ZIP's unzip does.
 * No type (0, or all ones from old Maven) leaves the matter to the name; Info-ZIP marks standard input as a pipe.
 */
const kinds = new Map<number, readonly EntryKind[]>([
  [0o000000, ["file", "folder"]],
  [0o170000, ["file", "folder"]],
  [0o100000, ["file"]],
  [0o010000, ["file"]],
  [0o040000, ["folder"]],
  [0o120000, ["symlink"]],
]);

function kindOf(mode: number, name: string): EntryKind {
  const possible = kinds.get(mode & 0o170000) ?? [];
  const kind = possible.find(
    (candidate) => (candidate === "folder") === name.endsWith("/"),
  );
  return (
    kind ??
    refuse(
      "unsupported-file-type",
      `${JSON.stringify(name)} has Unix mode 0${mode.toString(8)}, which does not fit its name or is neither file, folder nor symlink.`,
      name,
    )
  );
}

/** What deflate and storing can make of a size: stored bytes stay as many, and folders have none. */
function refuseImpossibleSizes(record: CentralRecord): void {
  const { name, kind, method, compressedSize, uncompressedSize } = record;
  if (method === 0 && compressedSize !== uncompressedSize)
    refuse(
      "malformed-record",
      `${JSON.stringify(name)} is stored, yet its two sizes differ.`,
      name,
    );
  if (kind === "folder" && uncompressedSize !== 0)
    refuse(
      "malformed-record",
      `${JSON.stringify(name)} is a folder with contents of its own.`,
      name,
    );
}
