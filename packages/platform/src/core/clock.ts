/**
 * The platform's clock: validity, expiry, retries and rotation go by it. Ephemeral mode can move it
 * forward; request signatures are judged by real time.
 */
export class Clock {
  #offset = 0;
  readonly #moved: (() => void)[] = [];

  /** The platform's time in milliseconds since the epoch. */
  readonly now = (): number => Date.now() + this.#offset;

  advance(seconds: number): void {
    this.#offset += seconds * 1000;
    for (const listener of this.#moved) listener();
  }

  /** Sets the clock back to real time. */
  reset(): void {
    this.#offset = 0;
  }

  onMoved(listener: () => void): void {
    this.#moved.push(listener);
  }
}
