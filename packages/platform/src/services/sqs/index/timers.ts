/** Things by the time at which they are due, the soonest first: a binary heap. */
export class Timers<T> {
  readonly #heap: { readonly at: number; readonly item: T }[] = [];

  add(at: number, item: T): void {
    const heap = this.#heap;
    const added = { at, item };
    let i = heap.length;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (heap[parent]!.at <= at) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = added;
  }

  get next(): number | undefined {
    return this.#heap[0]?.at;
  }

  /** Takes out the soonest if it is due. */
  due(now: number): { readonly at: number; readonly item: T } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (!first || first.at > now) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(moved: { readonly at: number; readonly item: T }): void {
    const heap = this.#heap;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at)
        child++;
      if (heap[child]!.at >= moved.at) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = moved;
  }
}
