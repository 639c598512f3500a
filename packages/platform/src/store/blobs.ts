import { createHash, randomUUID } from "node:crypto";
import { createReadStream, statSync, unlinkSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** Names the content: its SHA-256 in hexadecimal, and its length in bytes. */
export interface BlobRef {
  readonly sha256: string;
  readonly size: number;
}

/**
 * Content-addressed files: written beside their place, synced, then renamed, so that a blob exists whole
 * or not at all. The same content is kept once. Nothing is ever whole in memory.
 */
export class Blobs {
  readonly #dir: string;
  readonly #durable: boolean;
  /** When this process wrote a blob last, for those younger than a sweep's patience. */
  readonly #written = new Map<string, number>();

  /** @param durable false skips the syncs, for state that dies with the process. */
  constructor(dir: string, durable: boolean) {
    this.#dir = dir;
    this.#durable = durable;
  }

  /** Takes a stream (or bytes) in; if it fails midway nothing stays behind. */
  async write(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<BlobRef> {
    const incoming = join(this.#dir, "incoming");
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    const temporary = join(incoming, randomUUID());
    const file = await open(temporary, "wx", 0o600);
    try {
      const hash = createHash("sha256");
      let size = 0;
      for await (const chunk of source) {
        hash.update(chunk);
        size += chunk.byteLength;
        await file.writeFile(chunk);
      }
      if (this.#durable) await file.sync();
      await file.close();
      const ref = { sha256: hash.digest("hex"), size };
      await this.#settle(temporary, ref);
      return ref;
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Reads a blob, or the inclusive byte range of it. */
  read({ sha256 }: BlobRef, range?: { start: number; end: number }): Readable {
    return createReadStream(this.path({ sha256 }), {
      ...range,
      highWaterMark: 1 << 18,
    });
  }

  /** Where the blob lies; read only. */
  path({ sha256 }: Pick<BlobRef, "sha256">): string {
    return join(this.#dir, sha256.slice(0, 2), sha256);
  }

  async has(ref: Pick<BlobRef, "sha256">): Promise<boolean> {
    return stat(this.path(ref)).then(
      () => true,
      () => false,
    );
  }

  /** Blobs whose files were last written before a time (milliseconds since the epoch). */
  async *writtenBefore(time: number): AsyncGenerator<{ sha256: string }> {
    for (const [sha256, at] of this.#written)
      if (at < time) this.#written.delete(sha256);
    for (const folder of await entriesOf(this.#dir)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      for (const sha256 of await entriesOf(join(this.#dir, folder)))
        if (writtenAt(this.path({ sha256 })) < time) yield { sha256 };
    }
  }

  /**
   * Deletes a blob's file, unless it was written after `time`. It looks and deletes in one step, so that
   * the same content that arrives meanwhile is not lost: {@link write} announces it before it takes its place.
   */
  remove({ sha256 }: Pick<BlobRef, "sha256">, time: number): boolean {
    if ((this.#written.get(sha256) ?? 0) >= time) return false;
    const place = this.path({ sha256 });
    if (writtenAt(place) >= time) return false;
    unlinkSync(place);
    return true;
  }

  /** Deletes what broken-off writes before a time left behind. */
  async dropUnfinished(time: number): Promise<void> {
    const incoming = join(this.#dir, "incoming");
    for (const name of await entriesOf(incoming)) {
      const file = join(incoming, name);
      if (writtenAt(file) < time) await rm(file, { force: true });
    }
  }

  async #settle(temporary: string, ref: BlobRef): Promise<void> {
    const place = this.path(ref);
    const folder = join(place, "..");
    await mkdir(folder, { recursive: true, mode: 0o700 });
    this.#written.set(ref.sha256, Date.now());
    await rename(temporary, place);
    if (!this.#durable) return;
    for (const dir of [folder, this.#dir]) await syncDirectory(dir);
  }
}

async function entriesOf(dir: string): Promise<string[]> {
  return readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}

/** A file that is gone counts as just written: there is nothing to do about it. */
function writtenAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
}

async function syncDirectory(dir: string): Promise<void> {
  if (process.platform === "win32") return; // Windows syncs directory entries with the file.
  const handle = await open(dir, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
