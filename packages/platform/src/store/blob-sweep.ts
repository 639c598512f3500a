import { isReferenced } from "./blob-references.ts";
import type { Blobs } from "./blobs.ts";
import type { Store } from "./store.ts";

const HOUR = 3_600_000;

/**
 * Takes away the blobs that no row holds. A blob must have been written more than an hour ago (a request
 * that took it in may not have committed yet) and must have been found without a holder by the sweep
 * before as well (a request may still be reading it). Sweeps at the start and every hour.
 */
export class BlobSweep {
  readonly #blobs: Blobs;
  readonly #store: Store;
  readonly #failed: (error: unknown) => void;
  #abandoned: ReadonlySet<string> = new Set();
  #sweeping: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(blobs: Blobs, store: Store, failed: (error: unknown) => void) {
    this.#blobs = blobs;
    this.#store = store;
    this.#failed = failed;
  }

  start(): void {
    const sweep = (): void => {
      this.#sweeping = this.sweep(Date.now()).catch(this.#failed);
    };
    sweep();
    this.#timer = setInterval(sweep, HOUR);
    this.#timer.unref();
  }

  /**
   * Sweeps once and answers how many blobs went.
   * @param now real time in milliseconds since the epoch: the files' times are real, too
   */
  async sweep(now: number): Promise<number> {
    const before = now - HOUR;
    const abandoned = new Set<string>();
    let removed = 0;
    await this.#blobs.dropUnfinished(before);
    for await (const blob of this.#blobs.writtenBefore(before)) {
      if (this.#closed) break;
      if (await isReferenced(this.#store, blob)) continue;
      if (!this.#abandoned.has(blob.sha256)) abandoned.add(blob.sha256);
      else if (this.#blobs.remove(blob, before)) removed++;
    }
    this.#abandoned = abandoned;
    return removed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }
}
