import type { MemoryUse } from "../drivers/driver.ts";

const MIB = 1_048_576;
// Reading takes some 20 µs a process, too much for every call.
const ENOUGH_MS = 250;

/** Remembers the most memory an environment was seen to use, and knows when it is too much; times from `performance.now()`. */
export class MemoryGauge {
  readonly #limitMb: number;
  #readAt = Number.NEGATIVE_INFINITY;
  #peakBytes = 0;

  constructor(limitMb: number) {
    this.#limitMb = limitMb;
  }

  /** True when the last reading is too old to stand for now. */
  isStale(now: number): boolean {
    return now - this.#readAt > ENOUGH_MS;
  }

  /** Takes a reading; true when the environment uses more than it may. */
  exceeds(use: MemoryUse | undefined, now: number): boolean {
    this.#readAt = now;
    if (!use) return false;
    const limit = this.#limitMb * MIB;
    // What the system ended for want of memory had all of it, whatever is left to count.
    const peak = use.exhausted === true ? limit : use.peakBytes;
    this.#peakBytes = Math.max(this.#peakBytes, peak);
    return use.exhausted === true || use.residentBytes > limit;
  }

  /** Max Memory Used: never above the limit, as with a control group. */
  get maxMb(): number {
    return Math.min(Math.ceil(this.#peakBytes / MIB), this.#limitMb);
  }
}
