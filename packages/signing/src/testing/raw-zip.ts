import { crc32, deflateRawSync } from "node:zlib";
import { centralSignature, endSignature } from "../zip/end-record.ts";
import { descriptorSignature, localSignature } from "../zip/local-headers.ts";

/** The fields that both headers of an entry have, each of which a test may falsify in either. */
export type HeaderFields = {
  name: string | Uint8Array;
  flags: number;
  method: number;
  modified: number;
  crc32: number;
  compressedSize: number;
  uncompressedSize: number;
  extra: Uint8Array;
};

/** An entry as a test wants it on disk, honest unless told otherwise. */
export type RawEntry = {
  readonly name: string | Uint8Array;
  readonly body?: string | Uint8Array;
  readonly method?: 0 | 8;
  /** The compressed bytes, when they are not to come from the body. */
  readonly data?: Uint8Array;
  readonly mode?: number;
  readonly local?: Partial<HeaderFields>;
  readonly central?: Partial<HeaderFields> & {
    disk?: number;
    offset?: number;
    comment?: string;
  };
  readonly descriptor?: Uint8Array;
  /** Bytes that belong to nothing, before the local header or after the data. */
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
};

/** Values of the end record that a test may falsify, and bytes around it. */
export type RawEnd = {
  readonly entryCount?: number;
  readonly disk?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
  readonly comment?: Uint8Array;
  readonly beforeEnd?: Uint8Array;
  readonly centralOrder?: readonly number[];
};

/** Writes an archive record by record, exactly as told. */
export function rawZip(entries: readonly RawEntry[], end: RawEnd = {}): Buffer {
  const parts: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { before = none, after = none, descriptor = none } = entry;
    const { local, data, central } = rawEntry(entry, offset + before.length);
    const bytes = Buffer.concat([before, local, data, descriptor, after]);
    parts.push(bytes);
    records.push(central);
    offset += bytes.length;
  }
  const order = end.centralOrder ?? records.map((_, index) => index);
  const directory = Buffer.concat(order.map((index) => records[index] ?? none));
  const comment = end.comment ?? none;
  const record = Buffer.alloc(22);
  record.writeUInt32LE(endSignature, 0);
  record.writeUInt16LE(end.disk ?? 0, 4);
  record.writeUInt16LE(end.entryCount ?? order.length, 8);
  record.writeUInt16LE(end.entryCount ?? order.length, 10);
  record.writeUInt32LE(end.directorySize ?? directory.length, 12);
  record.writeUInt32LE(end.directoryOffset ?? offset, 16);
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([
    ...parts,
    directory,
    end.beforeEnd ?? none,
    record,
    comment,
  ]);
}

const none = new Uint8Array(0);

function rawEntry(entry: RawEntry, offset: number) {
  const body = Buffer.from(entry.body ?? "");
  const method = entry.method ?? 8;
  const data = entry.data ?? (method === 8 ? deflateRawSync(body) : body);
  const honest: HeaderFields = {
    name: entry.name,
    flags: 0x800,
    method,
    modified: 0x00210000,
    crc32: crc32(body),
    compressedSize: data.length,
    uncompressedSize: body.length,
    extra: none,
  };
  return {
    data,
    local: localHeader({ ...honest, ...entry.local }),
    central: centralRecord({ ...honest, ...entry.central }, entry, offset),
  };
}

function localHeader(fields: HeaderFields): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(localSignature, 0);
  header.writeUInt16LE(20, 4);
  header.set(shared(fields), 6);
  return Buffer.concat([header, Buffer.from(fields.name), fields.extra]);
}

function centralRecord(
  fields: HeaderFields,
  entry: RawEntry,
  offset: number,
): Buffer {
  const comment = Buffer.from(entry.central?.comment ?? "");
  const record = Buffer.alloc(46);
  record.writeUInt32LE(centralSignature, 0);
  record.writeUInt16LE((3 << 8) | 20, 4);
  record.writeUInt16LE(20, 6);
  record.set(shared(fields), 8);
  record.writeUInt16LE(comment.length, 32);
  record.writeUInt16LE(entry.central?.disk ?? 0, 34);
  record.writeUInt16LE(entry.mode ?? 0o100644, 40);
  record.writeUInt32LE(entry.central?.offset ?? offset, 42);
  return Buffer.concat([
    record,
    Buffer.from(fields.name),
    fields.extra,
    comment,
  ]);
}

function shared(fields: HeaderFields): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt16LE(fields.flags, 0);
  bytes.writeUInt16LE(fields.method, 2);
  bytes.writeUInt32LE(fields.modified, 4);
  bytes.writeUInt32LE(fields.crc32, 8);
  bytes.writeUInt32LE(fields.compressedSize, 12);
  bytes.writeUInt32LE(fields.uncompressedSize, 16);
  bytes.writeUInt16LE(Buffer.from(fields.name).length, 20);
  bytes.writeUInt16LE(fields.extra.length, 22);
  return bytes;
}

/** An entry as streaming writers (Go, archiver, Java) make it: sizes zero in front, a descriptor behind. */
export function streamed(
  entry: RawEntry & { readonly body: string },
  shape: { readonly signed: boolean; readonly wide?: boolean } = {
    signed: true,
  },
): RawEntry {
  const body = Buffer.from(entry.body);
  const data = entry.method === 0 ? body : deflateRawSync(body);
  const flags = 0x808;
  return {
    ...entry,
    local: {
      flags,
      crc32: 0,
      compressedSize: 0,
      uncompressedSize: 0,
      ...entry.local,
    },
    central: { flags, ...entry.central },
    descriptor:
      entry.descriptor ??
      descriptor(crc32(body), data.length, body.length, shape),
  };
}

/** A data descriptor, with or without signature, with 32-bit or 64-bit sizes. */
export function descriptor(
  checksum: number,
  compressedSize: number,
  uncompressedSize: number,
  shape: { readonly signed: boolean; readonly wide?: boolean },
): Buffer {
  const signature = Buffer.alloc(shape.signed ? 4 : 0);
  if (shape.signed) signature.writeUInt32LE(descriptorSignature);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(checksum);
  const sizes = [compressedSize, uncompressedSize].map((size) => {
    const bytes = Buffer.alloc(shape.wide ? 8 : 4);
    bytes.writeUInt32LE(size);
    return bytes;
  });
  return Buffer.concat([signature, sum, ...sizes]);
}

/** An extra field. */
export function extraField(id: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(content.length, 2);
  return Buffer.concat([head, content]);
}

/** The content of a zip64 extra field. */
export function uint64s(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, index) =>
    bytes.writeBigUInt64LE(BigInt(value), index * 8),
  );
  return bytes;
}
