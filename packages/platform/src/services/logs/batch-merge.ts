import type { EventBatch } from "./tables.ts";

/** An event by its place in a batch. */
export interface EventRef {
  readonly batch: EventBatch;
  readonly index: number;
  readonly time: number;
}

/** Merges batches that overlap in time: always gives the next event of all that were added. */
export class BatchMerge {
  /** A binary heap of each batch's next event. */
  readonly #heap: EventRef[] = [];
  readonly #sign: 1 | -1;

  /** @param forward from the earliest event to the latest, or the other way */
  constructor(forward: boolean) {
    this.#sign = forward ? 1 : -1;
  }

  /** Adds a batch's events from the first on whose time lies within the bounds, both inclusive. */
  add(batch: EventBatch, earliest: number, latest: number): void {
    const { events } = batch;
    let index = this.#sign === 1 ? 0 : events.length - 1;
    const beyond = (time: number): boolean =>
      this.#sign === 1 ? time < earliest : time > latest;
    for (let next = events[index]; next; next = events[(index += this.#sign)])
      if (!beyond(next[0])) break;
    this.#push(batch, index);
  }

  /** Takes the next event if it comes before a time (behind it, when merging backward). */
  next(bound: number): EventRef | undefined {
    const top = this.#heap[0];
    if (!top || (top.time - bound) * this.#sign >= 0) return undefined;
    const last = this.#heap.pop();
    if (last && last !== top) this.#sinkFromTop(last);
    this.#push(top.batch, top.index + this.#sign);
    return top;
  }

  #push(batch: EventBatch, index: number): void {
    const event = batch.events[index];
    if (!event) return;
    const ref = { batch, index, time: event[0] };
    let at = this.#heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#heap[above];
      if (!parent || !this.#isBefore(ref, parent)) break;
      this.#heap[at] = parent;
      at = above;
    }
    this.#heap[at] = ref;
  }

  #sinkFromTop(ref: EventRef): void {
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const left = this.#heap[below];
      if (!left) break;
      const right = this.#heap[below + 1];
      if (right && this.#isBefore(right, left)) below++;
      const child = this.#heap[below];
      if (!child || !this.#isBefore(child, ref)) break;
      this.#heap[at] = child;
      at = below;
    }
    this.#heap[at] = ref;
  }

  /** By time, then by ingestion, then by place: the order of event ids. */
  #isBefore(a: EventRef, b: EventRef): boolean {
    const order =
      a.time - b.time ||
      (a.batch.id === b.batch.id
        ? a.index - b.index
        : a.batch.id < b.batch.id
          ? -1
          : 1);
    return order * this.#sign < 0;
  }
}
