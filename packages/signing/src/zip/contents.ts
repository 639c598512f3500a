import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import type { LocatedRecord } from "./local-headers.ts";
import { refuse, ZipRefused } from "./refusal.ts";
import { readExactly, type ZipSource } from "./source.ts";

const chunkSize = 192 * 1024;
/** Up to here an entry is inflated in one call, which for small files is several times faster than a stream. */
const oneShotSize = 1024 * 1024;

/**
 * An entry's uncompressed bytes, in chunks. Throws `ZipRefused` as soon as the data inflates to more than was
 * declared, and at the end unless size and CRC-32 are as declared and all compressed bytes were used.
 */
export async function* readContents(
  source: ZipSource,
  record: LocatedRecord,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (isSmall(record)) {
    const contents = await readWhole(source, record);
    refuseUnlessDeclared(record, contents.length, crc32(contents));
    yield contents;
    return;
  }
  let size = 0;
  let checksum = 0;
  const chunks =
    record.method === 0
      ? storedBytes(source, record)
      : inflateInChunks(source, record);
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > record.uncompressedSize) break;
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  refuseUnlessDeclared(record, size, checksum);
}

function isSmall({ compressedSize, uncompressedSize }: LocatedRecord): boolean {
  return compressedSize <= oneShotSize && uncompressedSize <= oneShotSize;
}

async function readWhole(
  source: ZipSource,
  record: LocatedRecord,
): Promise<Uint8Array> {
  const { dataOffset, compressedSize, name, method } = record;
  const data = await readExactly(source, dataOffset, compressedSize, name);
  return method === 0 ? data : inflateAtOnce(data, record);
}

async function* storedBytes(source: ZipSource, record: LocatedRecord) {
  const { dataOffset, compressedSize, name } = record;
  for (let at = 0; at < compressedSize; at += chunkSize) {
    const length = Math.min(chunkSize, compressedSize - at);
    yield await readExactly(source, dataOffset + at, length, name);
  }
}

function inflateAtOnce(data: Uint8Array, record: LocatedRecord): Uint8Array {
  // One byte more than needed: Node allocates a second buffer as soon as the first is full.
  const size = Math.max(64, record.uncompressedSize + 1);
  let result: { buffer: Uint8Array; engine: { bytesWritten: number } };
  try {
    // `info` makes Node answer the engine too, which alone tells how much input was used.
    result = inflateRawSync(data, {
      info: true,
      chunkSize: size,
      maxOutputLength: size,
    }) as unknown as typeof result;
  } catch (error) {
    return refuseData(record, error);
  }
  if (result.engine.bytesWritten !== data.length) refuseUnused(record);
  return result.buffer;
}

async function* inflateInChunks(source: ZipSource, record: LocatedRecord) {
  const inflate = createInflateRaw({ chunkSize });
  // A failure while feeding reaches the loop below through destroy(), so this promise is not awaited.
  void feed(inflate, storedBytes(source, record));
  try {
    for await (const chunk of inflate) yield chunk as Uint8Array;
  } catch (error) {
    refuseData(record, error);
  } finally {
    inflate.destroy();
  }
  if (inflate.bytesWritten !== record.compressedSize) refuseUnused(record);
}

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
  record: LocatedRecord,
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

function refuseSize(record: LocatedRecord, how: "more" | "fewer"): never {
  return refuse(
    "corrupt-data",
    `${JSON.stringify(record.name)} has ${how} bytes than the ${record.uncompressedSize} it declares.`,
    record.name,
  );
}

function refuseUnused(record: LocatedRecord): never {
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

function refuseData(record: LocatedRecord, error: unknown): never {
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
