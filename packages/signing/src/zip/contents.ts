import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import type { LocatedRecord } from "./local-headers.ts";
import { refuse, ZipRefused } from "./refusal.ts";
import { readExactly, type ZipSource } from "./source.ts";

const chunkSize = 256 * 1024;
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
  let size = 0;
  let checksum = 0;
  for await (const chunk of inflated(source, record)) {
    size += chunk.length;
    if (size > record.uncompressedSize) refuseSize(record, "more");
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (size < record.uncompressedSize) refuseSize(record, "fewer");
  if (checksum !== record.crc32)
    refuse(
      "checksum-mismatch",
      `${JSON.stringify(record.name)} has CRC-32 ${hex(checksum)}, but ${hex(record.crc32)} was declared.`,
      record.name,
    );
}

function inflated(
  source: ZipSource,
  record: LocatedRecord,
): AsyncIterable<Uint8Array> {
  if (record.method === 0) return storedBytes(source, record);
  return record.uncompressedSize <= oneShotSize &&
    record.compressedSize <= oneShotSize
    ? inflateAtOnce(source, record)
    : inflateInChunks(source, record);
}

async function* storedBytes(source: ZipSource, record: LocatedRecord) {
  const { dataOffset, compressedSize, name } = record;
  for (let at = 0; at < compressedSize; at += chunkSize) {
    const length = Math.min(chunkSize, compressedSize - at);
    yield await readExactly(source, dataOffset + at, length, name);
  }
}

async function* inflateAtOnce(source: ZipSource, record: LocatedRecord) {
  const { dataOffset, compressedSize, uncompressedSize, name } = record;
  const data = await readExactly(source, dataOffset, compressedSize, name);
  const size = Math.max(64, uncompressedSize);
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
  if (result.engine.bytesWritten !== compressedSize) refuseUnused(record);
  yield result.buffer;
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
