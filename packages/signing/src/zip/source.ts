import { open, type FileHandle } from "node:fs/promises";
import { refuse } from "./refusal.ts";

/** Random access to an archive's bytes; `read` answers fewer bytes than asked only past the end. */
export type ZipSource = {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
};

/** A source over bytes already in memory; reads are views, not copies, so the bytes must not change meanwhile. */
export function bufferSource(bytes: Uint8Array): ZipSource {
  return {
    size: bytes.length,
    read: (offset, length) =>
      Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** A source over a file; given a path it opens the file itself, and `close` (or `await using`) releases it. */
export async function fileSource(
  file: string | FileHandle,
): Promise<ZipSource & AsyncDisposable & { close(): Promise<void> }> {
  const handle = typeof file === "string" ? await open(file, "r") : file;
  const close = async () => {
    if (typeof file === "string") await handle.close();
  };
  const { size } = await handle.stat();
  return {
    size,
    read: (offset, length) => readFully(handle, offset, length),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Exactly `length` bytes, or the refusal `truncated`. */
export async function readExactly(
  source: ZipSource,
  offset: number,
  length: number,
  entry?: string,
): Promise<Uint8Array> {
  if (offset < 0 || offset + length > source.size)
    refuse(
      "truncated",
      `The archive ends at byte ${source.size}, but ${length} bytes are expected at ${offset}.`,
      entry,
    );
  const bytes = await source.read(offset, length);
  if (bytes.length !== length)
    refuse("truncated", `The archive ended while reading at ${offset}.`, entry);
  return bytes;
}

/**
 * Reads ahead, so that thousands of small neighbouring reads cost one large one.
 * Answered bytes stay valid: a window is replaced, never overwritten.
 */
export function readAhead(source: ZipSource, windowSize: number): ZipSource {
  let start = 0;
  let window: Uint8Array = new Uint8Array(0);
  return {
    size: source.size,
    async read(offset, length) {
      const inside =
        offset >= start && offset + length <= start + window.length;
      if (!inside) {
        window = await source.read(offset, Math.max(length, windowSize));
        start = offset;
      }
      return window.subarray(offset - start, offset - start + length);
    },
  };
}

async function readFully(handle: FileHandle, offset: number, length: number) {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(
      buffer,
      filled,
      length - filled,
      offset + filled,
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
