import { uint64, view } from "./bytes.ts";
import {
  descriptorFlag,
  isKnownVersion,
  type CentralRecord,
} from "./central-directory.ts";
import {
  localZip64Sizes,
  parseExtraFields,
  refuseOtherUnicodeName,
} from "./extra-fields.ts";
import { refuse } from "./refusal.ts";
import { readHeld, type SlidingWindow } from "./source.ts";

/** Signature of a local file header (APPNOTE 4.3.7) and of a data descriptor (4.3.9.3). */
export const localSignature = 0x04034b50;
export const descriptorSignature = 0x08074b50;
const fixedSize = 30;
const mark32 = 0xffffffff;

/** A central record with the place of its data, after both headers were found to agree. */
export type LocatedRecord = {
  readonly record: CentralRecord;
  readonly dataOffset: number;
};

/**
 * Walks the archive from its first byte to the central directory: every byte must belong to exactly one entry,
 * in the directory's order, and every local header and data descriptor must repeat what the directory says.
 */
export async function locateEntries(
  window: SlidingWindow,
  records: readonly CentralRecord[],
  directoryOffset: number,
): Promise<LocatedRecord[]> {
  refuseDisorder(records, directoryOffset);
  const located: LocatedRecord[] = [];
  for (const [index, record] of records.entries()) {
    const next = records[index + 1]?.offset ?? directoryOffset;
    const header = await readLocalHeader(window, record);
    checkLocalHeader(header, record);
    const dataOffset = record.offset + header.length;
    await checkAfterData(window, record, dataOffset, next);
    located.push({ record, dataOffset });
  }
  return located;
}

function refuseDisorder(
  records: readonly CentralRecord[],
  directoryOffset: number,
): void {
  const first = records[0]?.offset ?? directoryOffset;
  if (first !== 0 && !records.some(({ offset }) => offset === 0))
    refuse(
      "prepended-bytes",
      `The first entry starts at byte ${Math.min(first, ...records.map(({ offset }) => offset))}, not at 0.`,
    );
  let previous = -1;
  for (const { offset, name } of records) {
    if (offset === previous)
      refuse(
        "overlap",
        `${JSON.stringify(name)} shares its data with another entry.`,
        name,
      );
    if (offset < previous)
      refuse(
        "order",
        `${JSON.stringify(name)} is listed in another place than it is stored, so readers would see different orders.`,
        name,
      );
    previous = offset;
  }
}

async function readLocalHeader(
  window: SlidingWindow,
  { name, offset }: CentralRecord,
): Promise<Uint8Array> {
  const fixed = view(await readHeld(window, offset, fixedSize, name));
  if (fixed.getUint32(0, true) !== localSignature)
    refuse(
      "header-mismatch",
      `There is no local header for ${JSON.stringify(name)} at byte ${offset}.`,
      name,
    );
  const length =
    fixedSize + fixed.getUint16(26, true) + fixed.getUint16(28, true);
  return readHeld(window, offset, length, name);
}

function checkLocalHeader(header: Uint8Array, record: CentralRecord): void {
  const { name } = record;
  const fixed = view(header);
  const nameEnd = fixedSize + fixed.getUint16(26, true);
  const differs = (what: string) =>
    refuse(
      "header-mismatch",
      `The local header of ${JSON.stringify(name)} has another ${what} than the central directory.`,
      name,
    );
  const rawName = Buffer.from(name);
  if (Buffer.compare(header.subarray(fixedSize, nameEnd), rawName) !== 0)
    differs("name");
  // Writers of zip64 may ask for different versions in the two headers, so these are not compared.
  if (!isKnownVersion(fixed.getUint16(4, true))) differs("kind of version");
  if (fixed.getUint16(6, true) !== record.flags) differs("set of flags");
  if (fixed.getUint16(8, true) !== record.method) differs("compression method");
  if (fixed.getUint32(10, true) !== record.modified)
    differs("modification time");

  const fields = parseExtraFields(header.subarray(nameEnd), name);
  refuseOtherUnicodeName(fields, rawName, name);
  const streamed = (record.flags & descriptorFlag) !== 0;
  const fits = (local: number, central: number) =>
    local === central || (streamed && local === 0);
  if (!fits(fixed.getUint32(14, true), record.crc32)) differs("checksum");

  const wide = localZip64Sizes(fields, name);
  const sizeFits = (
    local: number,
    wideLocal: number | undefined,
    central: number,
  ) =>
    local === mark32 && wideLocal !== undefined
      ? fits(wideLocal, central)
      : fits(local, central) &&
        (wideLocal === undefined || fits(wideLocal, central));
  if (
    !sizeFits(
      fixed.getUint32(18, true),
      wide?.compressedSize,
      record.compressedSize,
    )
  )
    differs("compressed size");
  if (
    !sizeFits(
      fixed.getUint32(22, true),
      wide?.uncompressedSize,
      record.uncompressedSize,
    )
  )
    differs("uncompressed size");
}

/** Between an entry's data and the next record stands its data descriptor, when it has one, and nothing else. */
async function checkAfterData(
  window: SlidingWindow,
  record: CentralRecord,
  dataOffset: number,
  next: number,
): Promise<void> {
  const { name, flags } = record;
  const dataEnd = dataOffset + record.compressedSize;
  if (dataEnd > next)
    refuse(
      "overlap",
      `The data of ${JSON.stringify(name)} runs into the next record.`,
      name,
    );
  const length = next - dataEnd;
  if ((flags & descriptorFlag) === 0) {
    if (length === 0) return;
    refuse(
      "gap",
      `${length} bytes after ${JSON.stringify(name)} belong to no entry.`,
      name,
    );
  }
  const shape = descriptorShapes.find((known) => known.length === length);
  if (!shape)
    return refuse(
      length === 0 ? "data-descriptor-mismatch" : "gap",
      `A data descriptor has 12, 16, 20 or 24 bytes; after ${JSON.stringify(name)} there are ${length}.`,
      name,
    );
  const data = view(await readHeld(window, dataEnd, length, name));
  if (!shape.agrees(data, record))
    refuse(
      "data-descriptor-mismatch",
      `The data descriptor of ${JSON.stringify(name)} contradicts the central directory.`,
      name,
    );
}

type DescriptorShape = {
  readonly length: number;
  readonly agrees: (data: DataView, record: CentralRecord) => boolean;
};

/** Descriptors are written with or without signature, with 32-bit or 64-bit sizes (APPNOTE 4.3.9). */
const descriptorShapes: readonly DescriptorShape[] = [
  { signed: false, wide: false },
  { signed: true, wide: false },
  { signed: false, wide: true },
  { signed: true, wide: true },
].map(({ signed, wide }) => {
  const start = signed ? 4 : 0;
  const width = wide ? 8 : 4;
  const size = (data: DataView, at: number) =>
    wide ? uint64(data, at) : data.getUint32(at, true);
  return {
    length: start + 4 + 2 * width,
    agrees: (data, record) =>
      (!signed || data.getUint32(0, true) === descriptorSignature) &&
      data.getUint32(start, true) === record.crc32 &&
      size(data, start + 4) === record.compressedSize &&
      size(data, start + 4 + width) === record.uncompressedSize,
  };
});
