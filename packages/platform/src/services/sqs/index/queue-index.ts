import { Timers } from "./timers.ts";

/** A message as the index knows it. Its fields are the index's own to change. */
export interface Entry {
  readonly sequence: number;
  readonly sentAt: number;
  readonly lane: Lane;
  state: "ready" | "waiting" | "claimed" | "gone";
  /** When its delay or its visibility timeout ends. */
  availableAt: number;
  /** It is about to be deleted, and not to be received meanwhile. */
  doomed: boolean;
  receipt: Receipt | undefined;
}

/** The last time a message was received. Times are milliseconds since the epoch. */
export interface Receipt {
  readonly nonce: string;
  readonly receives: number;
  readonly firstReceivedAt: number;
  readonly receivedAt: number;
  readonly visibleAt: number;
}

/** Messages that are handed out one batch at a time and in order: a FIFO group; of a standard queue, one message. */
interface Lane {
  readonly group: string | undefined;
  readonly entries: Entry[];
  /** Entries that are in flight, or about to be. */
  held: number;
  /** Sequence numbers that were given out and are not durable yet: nothing behind them is received before them. */
  readonly pending: Set<number>;
  queued: boolean;
}

export interface Counts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/**
 * Which messages of a queue can be received, in which order. It holds no body and knows no disk: it is made of the
 * queue's rows, and told of every change of them.
 */
export class QueueIndex {
  readonly #fifo: boolean;
  readonly #entries = new Map<number, Entry>();
  readonly #groups = new Map<string, Lane>();
  readonly #timers = new Timers<Entry>();
  /** Lanes to be looked at; what was overtaken is found out when they are. */
  #ready: Lane[] = [];
  #readyAt = 0;
  #inFlight = 0;
  #delayed = 0;
  #last = 0;
  readonly #onReady: () => void;

  /** @param onReady called when a message has become receivable */
  constructor(fifo: boolean, onReady: () => void = () => undefined) {
    this.#fifo = fifo;
    this.#onReady = onReady;
  }

  /** A number behind all that the queue has had. */
  nextSequence(now: number): number {
    this.#last = Math.max(this.#last + 1, now * 1000);
    return this.#last;
  }

  /** The last number that was given out. */
  get last(): number {
    return this.#last;
  }

  /** Holds a group back until the message of this number is durable, or is not to come; the result ends it. */
  expect(group: string, sequence: number): () => void {
    const lane = this.#group(group);
    lane.pending.add(sequence);
    return () => {
      lane.pending.delete(sequence);
      this.#offer(lane);
      this.#forget(lane);
    };
  }

  add(
    message: {
      readonly sequence: number;
      readonly sentAt: number;
      readonly availableAt: number;
      readonly groupId?: string;
    },
    now: number,
    receipt?: Receipt,
  ): void {
    const { sequence, sentAt, groupId } = message;
    if (this.#entries.has(sequence)) return;
    this.#last = Math.max(this.#last, sequence);
    const lane =
      this.#fifo && groupId !== undefined
        ? this.#group(groupId)
        : newLane(undefined);
    const entry: Entry = {
      sequence,
      sentAt,
      lane,
      state: "ready",
      availableAt: receipt?.visibleAt ?? message.availableAt,
      doomed: false,
      receipt,
    };
    this.#entries.set(sequence, entry);
    insert(lane.entries, entry);
    if (entry.availableAt > now) this.#wait(entry);
    else this.#offer(lane);
  }

  entry(sequence: number): Entry | undefined {
    return this.#entries.get(sequence);
  }

  /** Takes a message out for good. */
  remove(sequence: number): void {
    const entry = this.#entries.get(sequence);
    if (!entry) return;
    this.#entries.delete(sequence);
    this.#leave(entry);
    entry.state = "gone";
    const { lane } = entry;
    const at = position(lane.entries, sequence);
    if (lane.entries[at] === entry) lane.entries.splice(at, 1);
    this.#offer(lane);
    this.#forget(lane);
  }

  /** Takes out all messages up to a number. */
  removeThrough(sequence: number): void {
    for (const known of this.#entries.keys())
      if (known <= sequence) this.remove(known);
  }

  /** Claims up to `count` messages that can be received, in order; nobody else gets them until they are held or released. */
  claim(count: number, now: number): Entry[] {
    this.advance(now);
    const claimed: Entry[] = [];
    while (claimed.length < count) {
      const lane = this.#nextLane();
      if (!lane) break;
      for (const entry of lane.entries) {
        if (claimed.length === count || !isReady(entry)) break;
        entry.state = "claimed";
        this.#inFlight++;
        lane.held++;
        claimed.push(entry);
      }
    }
    return claimed;
  }

  /** Claims messages that were received, and not deleted since, once more: all of them or none. */
  reclaim(sequences: readonly (readonly [number, string])[], now: number) {
    const entries = sequences.map(([sequence, nonce]) => {
      const entry = this.#entries.get(sequence);
      return entry?.state === "waiting" &&
        !entry.doomed &&
        entry.receipt?.nonce === nonce &&
        entry.availableAt > now
        ? entry
        : undefined;
    });
    if (!entries.every((entry) => entry !== undefined)) return undefined;
    for (const entry of entries) entry.state = "claimed";
    return entries;
  }

  /** A claimed message was received: it is in flight until its visibility timeout ends. */
  hold(entry: Entry, receipt: Receipt, now: number): void {
    if (entry.state !== "claimed") return;
    this.#leave(entry);
    entry.receipt = receipt;
    entry.availableAt = receipt.visibleAt;
    if (receipt.visibleAt > now) this.#wait(entry);
    else this.#becomeReady(entry);
  }

  /** A claimed message was not received after all. */
  release(entry: Entry, now: number): void {
    if (entry.state !== "claimed") return;
    this.#leave(entry);
    if (entry.availableAt > now) this.#wait(entry);
    else this.#becomeReady(entry);
  }

  /** Changes when a message in flight is seen again. */
  changeVisibility(sequence: number, receipt: Receipt, now: number): void {
    const entry = this.#entries.get(sequence);
    if (entry?.state !== "waiting") return;
    this.#leave(entry);
    entry.receipt = receipt;
    entry.availableAt = receipt.visibleAt;
    if (receipt.visibleAt > now) this.#wait(entry);
    else this.#becomeReady(entry);
  }

  /** Keeps a message from being received while it is being deleted; the result lets it be seen again. */
  doom(entry: Entry): () => void {
    entry.doomed = true;
    return () => {
      entry.doomed = false;
      if (entry.state === "ready") this.#offer(entry.lane);
    };
  }

  /** Lets delays and visibility timeouts end that are over by now. */
  advance(now: number): void {
    for (;;) {
      const due = this.#timers.due(now);
      if (!due) return;
      const { at, item: entry } = due;
      if (entry.state !== "waiting" || entry.availableAt !== at) continue;
      this.#leave(entry);
      this.#becomeReady(entry);
    }
  }

  /** When the next message will be seen, if nothing happens before. */
  get nextDue(): number | undefined {
    return this.#timers.next;
  }

  /** Whether something can be received now. */
  get receivable(): boolean {
    const lane = this.#nextLane();
    if (!lane) return false;
    // Back to where it was: a look changes no order.
    lane.queued = true;
    if (this.#readyAt > 0) this.#ready[--this.#readyAt] = lane;
    else this.#ready.unshift(lane);
    return true;
  }

  counts(now: number): Counts {
    this.advance(now);
    return {
      inFlight: this.#inFlight,
      delayed: this.#delayed,
      visible: this.#entries.size - this.#inFlight - this.#delayed,
    };
  }

  /** About when the oldest message was sent. */
  get oldest(): number | undefined {
    for (const entry of this.#entries.values()) return entry.sentAt;
    return undefined;
  }

  /** When the first message was sent, exactly. */
  firstSent(): number | undefined {
    let first: number | undefined;
    for (const { sentAt } of this.#entries.values())
      if (first === undefined || sentAt < first) first = sentAt;
    return first;
  }

  /** Messages that were sent at or before a moment, and are nobody's at this one; at most `limit`. */
  sentThrough(moment: number, limit: number): Entry[] {
    const found: Entry[] = [];
    for (const entry of this.#entries.values()) {
      if (found.length === limit) break;
      if (entry.sentAt <= moment && entry.state !== "claimed" && !entry.doomed)
        found.push(entry);
    }
    return found;
  }

  #nextLane(): Lane | undefined {
    while (this.#readyAt < this.#ready.length) {
      const lane = this.#ready[this.#readyAt++]!;
      lane.queued = false;
      if (this.#readyAt > 1024 && this.#readyAt * 2 > this.#ready.length) {
        this.#ready = this.#ready.slice(this.#readyAt);
        this.#readyAt = 0;
      }
      if (isOpen(lane)) return lane;
    }
    return undefined;
  }

  #wait(entry: Entry): void {
    entry.state = "waiting";
    if (entry.receipt) {
      this.#inFlight++;
      entry.lane.held++;
    } else this.#delayed++;
    this.#timers.add(entry.availableAt, entry);
  }

  /** Ends what an entry counts for. */
  #leave(entry: Entry): void {
    if (entry.state === "waiting" && !entry.receipt) this.#delayed--;
    else if (entry.state === "waiting" || entry.state === "claimed") {
      this.#inFlight--;
      entry.lane.held--;
    }
  }

  #becomeReady(entry: Entry): void {
    entry.state = "ready";
    this.#offer(entry.lane);
  }

  #offer(lane: Lane): void {
    if (lane.queued || !isOpen(lane)) return;
    lane.queued = true;
    this.#ready.push(lane);
    this.#onReady();
  }

  #group(name: string): Lane {
    let lane = this.#groups.get(name);
    if (!lane) this.#groups.set(name, (lane = newLane(name)));
    return lane;
  }

  #forget({ group, entries, pending }: Lane): void {
    if (group !== undefined && entries.length === 0 && pending.size === 0)
      this.#groups.delete(group);
  }
}

const newLane = (group: string | undefined): Lane => ({
  group,
  entries: [],
  held: 0,
  pending: new Set(),
  queued: false,
});

/** Whether a lane has a message to give: none of it is in flight, and its first can be seen. */
function isOpen(lane: Lane): boolean {
  const [first] = lane.entries;
  return first !== undefined && lane.held === 0 && isReady(first);
}

function isReady({ state, doomed, lane, sequence }: Entry): boolean {
  if (state !== "ready" || doomed) return false;
  for (const pending of lane.pending) if (pending < sequence) return false;
  return true;
}

/** Messages nearly always come in order. */
function insert(entries: Entry[], entry: Entry): void {
  const last = entries.at(-1);
  if (!last || last.sequence < entry.sequence) entries.push(entry);
  else entries.splice(position(entries, entry.sequence), 0, entry);
}

/** Where a sequence number stands, or would. */
function position(entries: readonly Entry[], sequence: number): number {
  if (entries[0]?.sequence === sequence) return 0;
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.sequence < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
