import type { Workplace } from "../../../core/workplace.ts";
import { QueueIndex } from "./queue-index.ts";

/** A queue's index, and who waits for its messages. Of the queue that a name has now: `queueId` tells which. */
export class LiveQueue {
  readonly queueId: string;
  readonly index: QueueIndex;
  /** When the next sweep is due, as far as this process knows. */
  sweepAt: number | undefined;
  /** Deduplication rows that will have expired, in the order of their expiry. */
  readonly expiring: {
    readonly scope: string;
    readonly id: string;
    readonly at: number;
  }[] = [];
  /** Receives of the last five minutes by their attempt id: repeated ones get the same messages. */
  readonly attempts = new Map<string, Attempt>();
  /** The minute whose gauges were measured. */
  gaugedAt = 0;
  readonly #clock: Workplace["clock"];
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(queueId: string, fifo: boolean, clock: Workplace["clock"]) {
    this.queueId = queueId;
    this.#clock = clock;
    this.index = new QueueIndex(fifo, () => this.wakeOne());
  }

  /** Wakes who has waited longest; whoever is woken and leaves something wakes the next. */
  wakeOne(): void {
    for (const wake of this.#waiting) {
      this.#waiting.delete(wake);
      wake();
      return;
    }
  }

  /** Wakes all: the queue is gone, the clock was moved, or the platform closes. */
  wakeAll(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /**
   * Waits until there may be a message, or until a moment of the platform's clock; `end` wakes it before.
   * @param evenIfReceivable set where what there is cannot be taken now
   */
  wait(
    until: number,
    evenIfReceivable = false,
  ): { readonly over: Promise<void>; readonly end: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const woken = (): void => {
      clearTimeout(timer);
      resolve();
    };
    // Nobody who left may be woken in the place of one who waits.
    const end = (): void => {
      this.#waiting.delete(woken);
      woken();
    };
    const timer = setTimeout(end, Math.max(until - this.#clock.now(), 0));
    this.#waiting.add(woken);
    this.#schedule();
    // What came between the last look and this moment woke nobody.
    if (!evenIfReceivable && this.index.receivable) this.wakeOne();
    return { over: promise, end };
  }

  /** While someone waits, delays and visibility timeouts end in time. */
  #schedule(): void {
    clearTimeout(this.#timer);
    const { nextDue } = this.index;
    if (nextDue === undefined || this.#waiting.size === 0) return;
    const { now } = this.#clock;
    this.#timer = setTimeout(
      () => {
        this.index.advance(now());
        this.#schedule();
      },
      Math.min(Math.max(nextDue - now(), 1), LONGEST),
    );
    this.#timer.unref();
  }
}

const LONGEST = 60_000;

/** What a receive with an attempt id was given. */
export interface Attempt {
  readonly at: number;
  readonly given: readonly (readonly [sequence: number, nonce: string])[];
}
