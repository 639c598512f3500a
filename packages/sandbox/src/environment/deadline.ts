import { performance } from "node:perf_hooks";

/** Ends what takes too long. Its timer stays for the next time, as every call would pay for one of its own. */
export class Deadline {
  readonly #passed: () => void;
  #at = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #firesAt = 0;

  constructor(passed: () => void) {
    this.#passed = passed;
  }

  /** From now on in milliseconds. */
  set(milliseconds: number): void {
    this.#at = performance.now() + milliseconds;
    if (this.#timer && this.#firesAt <= this.#at) return;
    clearTimeout(this.#timer);
    this.#wait(milliseconds);
  }

  lift(): void {
    this.#at = Number.POSITIVE_INFINITY;
  }

  /** Nothing of it is left. */
  end(): void {
    this.lift();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(milliseconds: number): void {
    this.#firesAt = performance.now() + milliseconds;
    this.#timer = setTimeout(() => this.#fire(), milliseconds).unref();
  }

  #fire(): void {
    this.#timer = undefined;
    const left = this.#at - performance.now();
    if (left === Number.POSITIVE_INFINITY) return;
    if (left > 0) return this.#wait(Math.ceil(left));
    this.lift();
    this.#passed();
  }
}
