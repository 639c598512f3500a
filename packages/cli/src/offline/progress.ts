import type { ZipSource } from "@gatehouse/signing";

const WIDTH = 30;
/** Work that ends sooner shows no bar. */
const PATIENCE = 300;

/** A bar on standard error, where a person looks at a terminal and the work takes its time. */
export class Progress {
  readonly #label: string;
  readonly #total: number;
  readonly #shown = process.stderr.isTTY === true;
  readonly #startedAt = performance.now();
  #done = 0;
  #last = "";

  /** @param total how much there is to do, in any unit */
  constructor(label: string, total: number) {
    this.#label = label;
    this.#total = Math.max(1, total);
  }

  advance(amount: number): void {
    this.#done += amount;
    if (!this.#shown || performance.now() - this.#startedAt < PATIENCE) return;
    const share = Math.min(1, this.#done / this.#total);
    const filled = Math.round(share * WIDTH);
    const line = `${this.#label} [${"=".repeat(filled)}${" ".repeat(WIDTH - filled)}] ${Math.floor(share * 100)}%`;
    if (line === this.#last) return;
    this.#last = line;
    process.stderr.write(`\r${line}`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#last !== "")
      process.stderr.write(`\r${" ".repeat(this.#last.length)}\r`);
  }
}

/** The same source; what is read of it advances the bar. */
export function watched(source: ZipSource, progress: Progress): ZipSource {
  return {
    size: source.size,
    async read(offset, length, into) {
      const bytes = await source.read(offset, length, into);
      progress.advance(bytes.byteLength);
      return bytes;
    },
  };
}
