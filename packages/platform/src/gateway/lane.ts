import type { Place } from "./lane-table.ts";

/** Places that a lane remembers at most: of a longer queue, the rest is read when these are used up. */
const REMEMBERED = 1024;

/** What is known in memory of one lane's waiting events, in order; the table has them all. */
export class Lane {
  readonly name: string;
  /** Deliveries under way. */
  running = 0;
  /** Those among them that began a moment ago. */
  young = 0;
  #places: Place[] = [];
  /** Whether the table may hold places that are not remembered. */
  #more = true;
  /** Under way, or on their way out of the table. */
  readonly #busy = new Set<string>();

  constructor(name: string) {
    this.name = name;
  }

  /** True when the table must be asked what comes next. */
  get unknown(): boolean {
    return this.#places.length === 0 && this.#more;
  }

  /** True when nothing waits and nothing runs. */
  get over(): boolean {
    return !this.#more && this.#places.length === 0 && this.#busy.size === 0;
  }

  /** How many rows to pass over at most to see `count` that wait. */
  reach(count: number): number {
    return this.#busy.size + count;
  }

  get next(): Place | undefined {
    return this.#places[0];
  }

  /** A row was written. */
  add(place: Place): void {
    if (this.unknown) return;
    const last = this.#places.at(-1);
    if (this.#more && last && compare(place, last) > 0) return;
    this.#insert(place);
    if (this.#places.length <= REMEMBERED) return;
    this.#places.pop();
    this.#more = true;
  }

  /** The first rows of the lane were read; `more` follow. */
  found(places: readonly Place[], more: boolean): void {
    const end = more ? places.at(-1) : undefined;
    // What was added since the reading began stays only as far as the reading went.
    if (end)
      this.#places = this.#places.filter((place) => compare(place, end) <= 0);
    this.#more = more;
    for (const place of places)
      if (!this.#busy.has(place.id)) this.#insert(place);
  }

  /** From now on written rows are remembered: a reading begins. */
  beginReading(): void {
    this.#more = false;
  }

  /** Takes the next place, which is busy until `done`. */
  take(): Place | undefined {
    const place = this.#places.shift();
    if (place) this.#busy.add(place.id);
    return place;
  }

  /** The row is gone from its place; `lost` when nobody knows: the table is asked again. */
  done({ id }: Place, lost = false): void {
    this.#busy.delete(id);
    if (!lost) return;
    this.#places = [];
    this.#more = true;
  }

  #insert(place: Place): void {
    let low = 0;
    let high = this.#places.length;
    // New events come last, nearly always.
    const last = this.#places.at(-1);
    if (last && compare(place, last) > 0) low = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.#places[middle]!, place) < 0) low = middle + 1;
      else high = middle;
    }
    if (this.#places[low]?.id !== place.id) this.#places.splice(low, 0, place);
  }
}

function compare(a: Place, b: Place): number {
  return a.dueAt - b.dueAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
