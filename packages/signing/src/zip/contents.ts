import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import type { CentralRecord } from "./central-directory.ts";
import type { LocatedRecord } from "./local-headers.ts";
import { refuse, ZipRefused } from "./refusal.ts";
import {
  readExactly,
  readHeld,
  type SlidingWindow,
  type ZipSource,
} from "./source.ts";

const chunkSize = 256 * 1024;
/** Up to here an entry is inflated in one call, which for small files is several times faster than a stream. */
const oneShotSize = 1024 * 1024;
/** The least output buffer that zlib takes. */
const leastOutput = 64;

/** What is done with a chunk that holds only until then; a promise to be waited for, if need be. */
export type TakeChunk = (chunk: Uint8Array) => Promise<void> | undefined;

/**
 * An entry's uncompressed bytes, in chunks. Throws `ZipRefused` as soon as the data inflates to more than was
 * declared, and at the end unless size and CRC-32 are as declared and all compressed bytes were used.
 */
export async function* readContents(
  source: ZipSource,
  located: LocatedRecord,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { record, dataOffset } = located;
  if (!isSmall(record)) return yield* readInChunks(source, located);
  const { compressedSize, name } = record;
  const data = await readExactly(source, dataOffset, compressedSize, name);
  yield wholeContents(data, record, leastOutput);
}

/**
 * The same bytes and refusals, for one reader that is done with a chunk when `take` is: the chunk's memory is
 * given back there and then. Left to the garbage collector, tens of megabytes of chunks would pile up.
 */
export async function lendContents(
  window: SlidingWindow,
  located: LocatedRecord,
  take: TakeChunk,
): Promise<void> {
  const { record, dataOffset } = located;
  if (!isSmall(record)) {
    for await (const chunk of readInChunks(window, located)) {
      await take(chunk);
      if (record.method !== 0) giveBackWhenFull(chunk);
    }
    return;
  }
  const { compressedSize, name } = record;
  const data = await readHeld(window, dataOffset, compressedSize, name);
  // From half its pool's size on, Node gives a buffer memory of its own, which can be given back.
  const contents = wholeContents(data, record, Buffer.poolSize >>> 1);
  await take(contents);
  if (record.method !== 0) giveBack(contents);
}

function isSmall({ compressedSize, uncompressedSize }: CentralRecord): boolean {
  return compressedSize <= oneShotSize && uncompressedSize <= oneShotSize;
}

function wholeContents(
  data: Uint8Array,
  record: CentralRecord,
  memory: number,
): Uint8Array {
  const contents =
    record.method === 0 ? data : inflateAtOnce(data, record, memory);
  refuseUnlessDeclared(record, contents.length, crc32(contents));
  return contents;
}

async function* readInChunks(source: ZipSource, located: LocatedRecord) {
  const { record } = located;
  let size = 0;
  let checksum = 0;
  const chunks =
    record.method === 0
      ? storedBytes(source, located)
      : inflateInChunks(source, located);
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > record.uncompressedSize) break;
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  refuseUnlessDeclared(record, size, checksum);
}

/** An inflating stream fills one buffer with several chunks, and lets go of it after the chunk that ends it. */
function giveBackWhenFull(chunk: Uint8Array): void {
  const { buffer, byteOffset, byteLength } = chunk;
  const ends = byteOffset + byteLength === buffer.byteLength;
  if (ends && buffer.byteLength === chunkSize) giveBack(chunk);
}

/** Moves the chunk's memory into an empty buffer, which is how JavaScript frees at once. */
function giveBack({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

async function* storedBytes(source: ZipSource, located: LocatedRecord) {
  const { record, dataOffset } = located;
  const { compressedSize, name } = record;
  for (let at = 0; at < compressedSize; at += chunkSize) {
    const length = Math.min(chunkSize, compressedSize - at);
    yield await readExactly(source, dataOffset + at, length, name);
  }
}

/** @param memory the least that is allocated for the output, in bytes */
function inflateAtOnce(
  data: Uint8Array,
  record: CentralRecord,
  memory: number,
): Uint8Array {
  // One byte more than needed: Node allocates a second buffer as soon as the first is full.
  const size = record.uncompressedSize + 1;
  let result: { buffer: Uint8Array; engine: { bytesWritten: number } };
  try {
    // `info` makes Node answer the engine too, which alone tells how much input was used.
    result = inflateRawSync(data, {
      info: true,
      chunkSize: Math.max(size, memory),
      maxOutputLength: size,
    }) as unknown as typeof result;
  } catch (error) {
    return refuseData(record, error);
  }
  if (result.engine.bytesWritten !== data.length) refuseUnused(record);
  return result.buffer;
}

async function* inflateInChunks(source: ZipSource, located: LocatedRecord) {
  const { record } = located;
  const inflate = createInflateRaw({ chunkSize });
  // A failure while feeding reaches the loop below through destroy(), so this promise is not awaited.
  void feed(inflate, storedBytes(source, located));
  try {
    for await (const chunk of inflate) yield chunk as Uint8Array;
  } catch (error) {
    refuseData(record, error);
  } finally {
    inflate.destroy();
  }
  if (inflate.bytesWritten !== record.compressedSize) refuseUnused(record);
}

/** Each chunk but the last exceeds what a stream buffers, so it is used up before a window moves on to the next. */
async function feed(
  inflate: ReturnType<typeof createInflateRaw>,
  data: AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    for await (const chunk of data) {
      if (inflate.destroyed || inflate.readableEnded) return;
      if (!inflate.write(chunk)) await drained(inflate);
    }
    inflate.end();
  } catch (error) {
    inflate.destroy(error as Error);
  }
}

/** Resolves when more may be written, or when the stream will never take more. */
function drained(inflate: ReturnType<typeof createInflateRaw>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      inflate.off("drain", done).off("close", done).off("end", done);
      resolve();
    };
    inflate.on("drain", done).on("close", done).on("end", done);
  });
}

function refuseUnlessDeclared(
  record: CentralRecord,
  size: number,
  checksum: number,
): void {
  if (size > record.uncompressedSize) refuseSize(record, "more");
  if (size < record.uncompressedSize) refuseSize(record, "fewer");
  if (checksum !== record.crc32)
    refuse(
      "checksum-mismatch",
      `${JSON.stringify(record.name)} has CRC-32 ${hex(checksum)}, but ${hex(record.crc32)} was declared.`,
      record.name,
    );
}

function refuseSize(record: CentralRecord, how: "more" | "fewer"): never {
  return refuse(
    "corrupt-data",
    `${JSON.stringify(record.name)} has ${how} bytes than the ${record.uncompressedSize} it declares.`,
    record.name,
  );
}

function refuseUnused(record: CentralRecord): never {
  return refuse(
    "gap",
    `Bytes after the compressed data of ${JSON.stringify(record.name)} belong to no entry.`,
    record.name,
  );
}

const inflateErrors = new Set([
  "Z_DATA_ERROR",
  "Z_BUF_ERROR",
  "Z_NEED_DICT",
  "ERR_BUFFER_TOO_LARGE",
]);

function refuseData(record: CentralRecord, error: unknown): never {
  if (error instanceof ZipRefused) throw error;
  const code =
    error instanceof Error && "code" in error ? String(error.code) : "";
  if (!inflateErrors.has(code)) throw error;
  if (code === "ERR_BUFFER_TOO_LARGE") return refuseSize(record, "more");
  return refuse(
    "corrupt-data",
    `The compressed data of ${JSON.stringify(record.name)} is damaged.`,
    record.name,
  );
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
