import { setTimeout as sleep } from "node:timers/promises";
import { Table } from "../core/table.ts";
import type { Unit, Write } from "../store/driver.ts";
import { ConflictError } from "../store/store.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";
import { backoff, contextOf, deliver } from "./delivery.ts";
import { laneTable, readKey, type LaneRow, type Place } from "./lane-table.ts";
import { Lane } from "./lane.ts";
import type { Platform } from "./platform.ts";
import type { RequestContext } from "./request-context.ts";

/** Deliveries at the same time. */
const SLOTS = 64;
/** A lane in which nothing runs need not wait for a slot, up to so many deliveries. */
const SLOTS_AT_MOST = 512;
/** A lane begins so many at once; one that has lasted a while waits for something, and no longer counts. */
const YOUNG_AT_ONCE = 8;
const YOUNG_FOR = 200;
/** Rows read at a time: each may hold a megabyte. */
const READ_AT_ONCE = 64;
const LONGEST_WAIT = 60_000;
/** Ends of deliveries are written down together: nobody waits for one, and each write waits for the disk. */
const ENDS_TOGETHER = { after: 10, atMost: 64 };

/**
 * Delivers the durable events of kinds that have lanes, at least once, each lane in the order in which its
 * events are due. A lane may use as many slots as are still free: a lane alone has half of them, and however
 * many are stuck, the next one finds some (Choudhury and Hahne's dynamic thresholds). An event stays in its
 * place until it is handled, so that a crash loses nothing and counts for nothing.
 */
export class Lanes {
  readonly #platform: () => Platform;
  readonly #lanes = new Map<string, Lane>();
  /** Those that may have something to begin, the longest waiting first. */
  #ready = new Set<Lane>();
  readonly #underWay = new Set<Promise<void>>();
  #running = 0;
  #ends: End[] = [];
  #writing: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;
  #discovering = true;
  #closed = false;

  constructor(platform: () => Platform) {
    this.#platform = platform;
  }

  /** Starts delivering, with whatever an earlier process left behind. */
  start(): void {
    const { store, clock, log } = this.#platform();
    store.onCommitted((writes) => this.#written(writes));
    store.onWiped(() => this.#forget());
    clock.onMoved(() => this.#wake());
    void this.#discover()
      .catch((error: unknown) =>
        log.error("The events in lanes could not be read.", error),
      )
      .finally(() => (this.#discovering = false));
  }

  /** True while something that is due waits or is being handled. */
  get busy(): boolean {
    const now = this.#platform().clock.now();
    return (
      this.#discovering ||
      this.#underWay.size > 0 ||
      [...this.#lanes.values()].some(
        (lane) => lane.unknown || (lane.next && lane.next.dueAt <= now),
      )
    );
  }

  /** Waits for the deliveries under way, and begins no more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#writeEnds();
    await Promise.allSettled(this.#underWay);
  }

  #written(writes: readonly Write[]): void {
    for (const { table, key, body } of writes) {
      if (table !== laneTable.name || body === undefined) continue;
      const { lane: name, place } = readKey(key);
      const lane = this.#lane(name);
      lane.add(place);
      this.#ready.add(lane);
    }
    this.#begin();
  }

  #lane(name: string): Lane {
    let lane = this.#lanes.get(name);
    if (!lane) this.#lanes.set(name, (lane = new Lane(name)));
    return lane;
  }

  #forget(): void {
    this.#lanes.clear();
    this.#ready.clear();
  }

  #wake(): void {
    clearTimeout(this.#timer);
    this.#timerAt = Infinity;
    for (const lane of this.#lanes.values()) this.#ready.add(lane);
    this.#begin();
  }

  /** Begins, in turn, one delivery of each lane that may, until none may. */
  #begin(): void {
    if (this.#closed) return;
    for (let begun = true; begun;) {
      begun = false;
      for (const lane of this.#ready)
        if (this.#beginOne(lane)) {
          begun = true;
          // To the end of the line.
          this.#ready.delete(lane);
          this.#ready.add(lane);
          if (this.#running >= SLOTS) break;
        } else if (!this.#waits(lane)) this.#ready.delete(lane);
    }
  }

  #beginOne(lane: Lane): boolean {
    if (lane.unknown) {
      this.#read(lane);
      return false;
    }
    const { next } = lane;
    if (!next) {
      if (lane.over) this.#lanes.delete(lane.name);
      return false;
    }
    const wait = next.dueAt - this.#platform().clock.now();
    if (wait > 0) {
      this.#wakeIn(wait);
      return false;
    }
    if (!this.#may(lane)) return false;
    lane.take();
    this.#run(lane, next);
    return true;
  }

  /** Whether a lane has something due for which there is no slot. */
  #waits({ next }: Lane): boolean {
    return next !== undefined && next.dueAt <= this.#platform().clock.now();
  }

  #may(lane: Lane): boolean {
    if (lane.running === 0) return this.#running < SLOTS_AT_MOST;
    return lane.young < YOUNG_AT_ONCE && lane.running < SLOTS - this.#running;
  }

  #wakeIn(milliseconds: number): void {
    const wait = Math.min(milliseconds, LONGEST_WAIT);
    const at = performance.now() + wait;
    if (at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#wake(), wait).unref();
  }

  #run(lane: Lane, place: Place): void {
    const leave = this.#enter(lane);
    this.#follow(
      this.#deliver(lane, place, leave).finally(() => {
        leave();
        this.#ready.add(lane);
        this.#begin();
      }),
    );
  }

  /** Counts a delivery in; the answer counts it out, once. */
  #enter(lane: Lane): () => void {
    this.#running++;
    lane.running++;
    lane.young++;
    let young = true;
    let inside = true;
    const grown = (): void => {
      if (young) lane.young--;
      young = false;
    };
    const growing = setTimeout(() => {
      grown();
      this.#ready.add(lane);
      this.#begin();
    }, YOUNG_FOR);
    return () => {
      if (!inside) return;
      inside = false;
      clearTimeout(growing);
      grown();
      lane.running--;
      this.#running--;
    };
  }

  async #deliver(lane: Lane, place: Place, leave: () => void): Promise<void> {
    const platform = this.#platform();
    let row: LaneRow | undefined;
    let ctx: RequestContext | undefined;
    try {
      row = await this.#rows().get(lane.name, place.dueAt, place.id);
      if (!row) return lane.done(place);
      ctx = contextOf(platform, row);
      await deliver(platform, row, ctx);
      await ctx.table(laneTable).delete(lane.name, place.dueAt, place.id);
      // The next one begins while this one's end waits to be written down.
      leave();
      this.#ready.add(lane);
      this.#begin();
      await this.#ended(ctx.unit.unit());
      lane.done(place);
      ctx.end(true);
    } catch (error) {
      ctx?.end(false);
      // What the closing platform breaks off stays in its place: it is handled at the next start.
      if (this.#closed) return;
      if (!(error instanceof ConflictError))
        platform.log.error(
          `Event ${row?.event ?? lane.name} (${place.id}) was not handled.`,
          error,
        );
      await this.#postpone(lane, place, row, error);
    }
  }

  #ended(unit: Unit): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#ends.push({ unit, resolve, reject });
      const { after, atMost } = ENDS_TOGETHER;
      if (this.#closed || this.#ends.length >= atMost) this.#writeEnds();
      else this.#writing ??= setTimeout(() => this.#writeEnds(), after);
    });
  }

  #writeEnds(): void {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    const { store } = this.#platform();
    for (const { unit, resolve, reject } of this.#ends.splice(0))
      store.commit(unit).then(resolve, reject);
  }

  async #postpone(
    lane: Lane,
    place: Place,
    row: LaneRow | undefined,
    reason: unknown,
  ): Promise<void> {
    const { store, clock, log } = this.#platform();
    try {
      if (!row) throw reason;
      const unit = new UnitOfWork(store);
      const rows = this.#rows(unit);
      const wait =
        reason instanceof ConflictError ? 0 : backoff(row.deliveries);
      await rows.delete(lane.name, place.dueAt, place.id);
      await rows.put({
        ...row,
        dueAt: clock.now() + wait,
        deliveries: row.deliveries + 1,
      });
      await store.commit(unit.unit());
      lane.done(place);
    } catch (error) {
      log.error(`Event ${place.id} could not be postponed.`, error);
      await sleep(backoff(0), undefined, { ref: false });
      lane.done(place, true);
    }
  }

  #read(lane: Lane): void {
    lane.beginReading();
    const limit = lane.reach(READ_AT_ONCE);
    this.#follow(
      this.#rows()
        .list({ prefix: [lane.name], limit })
        .then(({ rows, next }) => lane.found(rows, next !== undefined))
        .catch(async (error: unknown) => {
          const { log } = this.#platform();
          log.error(`The lane ${lane.name} could not be read.`, error);
          await sleep(backoff(0), undefined, { ref: false });
          lane.found([], true);
        })
        .finally(() => {
          this.#ready.add(lane);
          this.#begin();
        }),
    );
  }

  /** Finds the lanes that have rows, by skipping from one to the next. */
  async #discover(): Promise<void> {
    for (let last: string | undefined; !this.#closed;) {
      const { rows } = await this.#rows().list({
        limit: 1,
        ...(last === undefined
          ? {}
          : { from: [last, Number.MAX_SAFE_INTEGER] }),
      });
      last = rows[0]?.lane;
      if (last === undefined) return;
      this.#ready.add(this.#lane(last));
      this.#begin();
    }
  }

  #follow(work: Promise<void>): void {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  #rows(unit = new UnitOfWork(this.#platform().store)) {
    return new Table(laneTable, unit, { accountId: "", region: "" });
  }
}

/** A delivery whose end is to be written down. */
interface End {
  readonly unit: Unit;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}
