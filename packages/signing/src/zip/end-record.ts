import { positionsOf, uint64, view } from "./bytes.ts";
import { refuse } from "./refusal.ts";
import { readExactly, type ZipSource } from "./source.ts";

/** Signature of a central directory record (APPNOTE 4.3.12). */
export const centralSignature = 0x02014b50;
/** Signatures of the records at the end of an archive (APPNOTE 4.3.14 to 4.3.16). */
export const endSignature = 0x06054b50;
export const zip64EndSignature = 0x06064b50;
export const zip64LocatorSignature = 0x07064b50;

const endSize = 22;
const locatorSize = 20;
const zip64EndSize = 56;
const longestComment = 0xffff;

/** Where the central directory lies, agreed by every record that says so; offsets and sizes in bytes. */
export type EndOfArchive = {
  readonly entryCount: number;
  readonly directoryOffset: number;
  readonly directorySize: number;
  readonly zip64: boolean;
  readonly comment: Uint8Array;
};

/** Finds the one end record that reaches the end of the file, and refuses archives in which others could be found. */
export async function readEndOfArchive(
  source: ZipSource,
): Promise<EndOfArchive> {
  if (source.size < endSize)
    refuse(
      "not-a-zip",
      `A zip archive has at least ${endSize} bytes; this has ${source.size}.`,
    );
  const tailStart = Math.max(0, source.size - endSize - longestComment);
  const tail = await readExactly(source, tailStart, source.size - tailStart);
  const { at, others } = theEndRecord(tail);
  const end = parseEnd(tail, at);
  const zip64 = await readZip64(source, tailStart + at);
  const agreed = zip64 ? agree(end, zip64) : end;

  await refuseUnlessAdjacent(source, agreed, zip64?.offset ?? tailStart + at);
  refuseRivals(
    others.map((position) => position + tailStart),
    agreed,
  );
  return { ...agreed, zip64: zip64 !== undefined };
}

/** The end record whose comment ends exactly at the end of the file. */
function theEndRecord(tail: Uint8Array): { at: number; others: number[] } {
  const data = view(tail);
  const positions = positionsOf(tail, endSignature);
  const reaching = positions.filter(
    (at) =>
      at + endSize <= tail.length &&
      at + endSize + data.getUint16(at + 20, true) === tail.length,
  );
  if (reaching.length > 1)
    refuse(
      "several-end-records",
      "Two end records both reach the end of the file, so readers may disagree on the contents.",
    );
  const at = reaching[0];
  if (at === undefined) {
    if (positions.some((position) => position + endSize <= tail.length))
      refuse(
        "trailing-bytes",
        "The end record is not the last thing in the file.",
      );
    return refuse("not-a-zip", "No end of central directory record was found.");
  }
  return { at, others: positions.filter((position) => position !== at) };
}

type End = Omit<EndOfArchive, "zip64">;

function parseEnd(tail: Uint8Array, at: number): End {
  const data = view(tail.subarray(at));
  const onThisDisk = data.getUint16(8, true);
  const entryCount = data.getUint16(10, true);
  if (
    data.getUint16(4, true) !== 0 ||
    data.getUint16(6, true) !== 0 ||
    onThisDisk !== entryCount
  )
    refuse(
      "unsupported-feature",
      "The archive is split over several disks, which is not supported.",
    );
  return {
    entryCount,
    directorySize: data.getUint32(12, true),
    directoryOffset: data.getUint32(16, true),
    comment: tail.slice(at + endSize),
  };
}

type Zip64End = {
  readonly offset: number;
  readonly entryCount: number;
  readonly directorySize: number;
  readonly directoryOffset: number;
};

/** The zip64 end record, which is in force exactly when its locator stands before the end record. */
async function readZip64(
  source: ZipSource,
  endOffset: number,
): Promise<Zip64End | undefined> {
  if (endOffset < locatorSize) return undefined;
  const locator = view(
    await readExactly(source, endOffset - locatorSize, locatorSize),
  );
  if (locator.getUint32(0, true) !== zip64LocatorSignature) return undefined;

  const offset = endOffset - locatorSize - zip64EndSize;
  if (
    locator.getUint32(4, true) !== 0 ||
    locator.getUint32(16, true) !== 1 ||
    uint64(locator, 8) !== offset ||
    offset < 0
  )
    refuse(
      "zip64-contradiction",
      "The zip64 locator does not point at a zip64 end record directly before it.",
    );
  const data = view(await readExactly(source, offset, zip64EndSize));
  const entryCount = uint64(data, 32);
  if (
    data.getUint32(0, true) !== zip64EndSignature ||
    uint64(data, 4) !== zip64EndSize - 12 ||
    data.getUint32(16, true) !== 0 ||
    data.getUint32(20, true) !== 0 ||
    uint64(data, 24) !== entryCount
  )
    refuse("zip64-contradiction", "The zip64 end record is malformed.");
  return {
    offset,
    entryCount,
    directorySize: uint64(data, 40),
    directoryOffset: uint64(data, 48),
  };
}

/** A field of the end record must say what zip64 says, or hold the mark "see zip64" (all ones). */
function agree(end: End, zip64: Zip64End): End {
  const agrees = (short: number, mark: number, long: number) =>
    short === mark || short === long;
  if (
    !agrees(end.entryCount, 0xffff, zip64.entryCount) ||
    !agrees(end.directorySize, 0xffffffff, zip64.directorySize) ||
    !agrees(end.directoryOffset, 0xffffffff, zip64.directoryOffset)
  )
    refuse(
      "zip64-contradiction",
      "The end record and the zip64 end record describe different directories.",
    );
  const { entryCount, directorySize, directoryOffset } = zip64;
  return { ...end, entryCount, directorySize, directoryOffset };
}

async function refuseUnlessAdjacent(
  source: ZipSource,
  end: End,
  directoryEnd: number,
): Promise<void> {
  const claimed = end.directoryOffset + end.directorySize;
  if (claimed === directoryEnd) return;
  if (claimed > directoryEnd)
    refuse(
      "overlap",
      `The central directory claims to end at byte ${claimed}, past the record that starts at ${directoryEnd}.`,
    );
  const shifted = directoryEnd - end.directorySize;
  const there = view(await readExactly(source, shifted, 4));
  if (end.directorySize > 0 && there.getUint32(0, true) === centralSignature)
    refuse(
      "prepended-bytes",
      `${shifted - end.directoryOffset} bytes were prepended to the archive.`,
    );
  refuse(
    "gap",
    `The central directory ends at byte ${claimed}, but the next record starts at ${directoryEnd}.`,
  );
}

/** A second end signature is harmless only inside a file's data, as in a stored nested zip. */
function refuseRivals(positions: number[], end: End): void {
  if (positions.some((position) => position >= end.directoryOffset))
    refuse(
      "several-end-records",
      "A second end record hides in the central directory or the archive comment.",
    );
}
