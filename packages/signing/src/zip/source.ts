import { open, type FileHandle } from "node:fs/promises";
import { refuse } from "./refusal.ts";

/**
 * Random access to an archive's bytes; `read` answers fewer bytes than asked only past the end. `into` offers memory
 * of at least `length` bytes for the answer, which a source may use instead of its own.
 */
export type ZipSource = {
  readonly size: number;
  read(
    offset: number,
    length: number,
    into?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array>;
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
    read: (offset, length, into = Buffer.allocUnsafeSlow(length)) =>
      readFully(handle, offset, into.subarray(0, length)),
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

/** Bytes of an archive that slide along with one reader; what it answers holds only until the next `read`. */
export type SlidingWindow = ZipSource & {
  /** The bytes, when they are here already: most are, and asking costs no promise. */
  held(offset: number, length: number): Uint8Array | undefined;
};

/** Reads ahead as `readAhead` does, but into one memory, which grows only for a longer single read. */
export function slidingWindow(
  source: ZipSource,
  windowSize: number,
): SlidingWindow {
  let memory = Buffer.allocUnsafeSlow(windowSize);
  let start = 0;
  let window: Uint8Array = memory.subarray(0, 0);
  const held = (offset: number, length: number) => {
    const at = offset - start;
    return at >= 0 && at + length <= window.length
      ? window.subarray(at, at + length)
      : undefined;
  };
  return {
    size: source.size,
    held,
    async read(offset, length) {
      const here = held(offset, length);
      if (here) return here;
      if (length > memory.length) memory = Buffer.allocUnsafeSlow(length);
      // Should the read fail, the window holds neither the old bytes nor the new.
      window = memory.subarray(0, 0);
      const wanted = Math.max(length, windowSize);
      window = await source.read(offset, wanted, memory);
      start = offset;
      return window.subarray(0, length);
    },
  };
}

/** As `readExactly`, without a promise where the window holds the bytes. */
export function readHeld(
  window: SlidingWindow,
  offset: number,
  length: number,
  entry: string,
): Uint8Array | Promise<Uint8Array> {
  return (
    window.held(offset, length) ?? readExactly(window, offset, length, entry)
  );
}

async function readFully(
  handle: FileHandle,
  offset: number,
  buffer: Uint8Array<ArrayBuffer>,
) {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(
      buffer,
      filled,
      buffer.length - filled,
      offset + filled,
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
