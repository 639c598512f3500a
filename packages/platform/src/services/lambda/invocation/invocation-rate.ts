/** Calls of a second, for each unit of concurrency (Lambda guide, "Understanding function scaling"). */
export const CALLS_PER_CONCURRENCY = 10;

const NAMES_AT_MOST = 10_000;

/** Lets so many calls of a name through in a second, in one burst or spread: the generic cell rate algorithm. */
export class InvocationRate {
  readonly #nextAt = new Map<string, number>();

  /**
   * Whether one more call may pass.
   * @param perSecond at least 1
   * @param now milliseconds
   */
  take(name: string, perSecond: number, now: number): boolean {
    const next = Math.max(this.#nextAt.get(name) ?? 0, now);
    const step = 1000 / perSecond;
    if (next + step - now > 1000 + step / 2) return false;
    if (this.#nextAt.size >= NAMES_AT_MOST) this.#forget(now);
    this.#nextAt.set(name, next + step);
    return true;
  }

  #forget(now: number): void {
    for (const [name, at] of this.#nextAt)
      if (at <= now) this.#nextAt.delete(name);
  }
}
