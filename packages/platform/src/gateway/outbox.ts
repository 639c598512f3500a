import { Table } from "../core/table.ts";
import { ConflictError } from "../store/store.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";
import { backoff, contextOf, deliver } from "./delivery.ts";
import { outboxTable, type OutboxRow } from "./outbox-table.ts";
import type { Platform } from "./platform.ts";

/** Events handled at the same time at most. */
const AT_ONCE = 64;
const LONGEST_WAIT = 60_000;

/**
 * Delivers durable events to the services that listen, at least once: a listener's writes and the
 * removal of the event are one transaction, and a delivery that fails is tried again, later each time.
 */
export class Outbox {
  readonly #platform: () => Platform;
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #again = false;
  #closed = false;

  constructor(platform: () => Platform) {
    this.#platform = platform;
  }

  /** Starts delivering, with whatever an earlier process left behind. */
  start(): void {
    const { store, clock } = this.#platform();
    store.onCommitted((writes) => {
      if (
        writes.some(
          (write) =>
            write.table === outboxTable.name && write.body !== undefined,
        )
      )
        this.#look();
    });
    clock.onMoved(() => this.#look());
    this.#look();
  }

  /** Waits for the deliveries under way, and begins no more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.allSettled(this.#running.values());
  }

  #look(): void {
    if (this.#closed) return;
    this.#again = true;
    if (this.#looking) return;
    this.#looking = true;
    void this.#deliverDue()
      .catch((error: unknown) =>
        this.#platform().log.error("The outbox could not be read.", error),
      )
      .finally(() => {
        this.#looking = false;
        // Who asked between the end of the looking and this line was told that it still goes on.
        if (this.#again) this.#look();
      });
  }

  async #deliverDue(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      clearTimeout(this.#timer);
      const { store, clock } = this.#platform();
      const rows = new Table(outboxTable, new UnitOfWork(store), {
        accountId: "",
        region: "",
      });
      const { rows: waiting } = await rows.list({
        limit: AT_ONCE + this.#running.size + 1,
      });
      for (const row of waiting) {
        if (this.#running.has(row.id)) continue;
        if (row.dueAt > clock.now()) {
          this.#wakeAt(row.dueAt - clock.now());
          break;
        }
        if (this.#running.size >= AT_ONCE) break;
        this.#run(row);
      }
    }
  }

  #wakeAt(milliseconds: number): void {
    this.#timer = setTimeout(
      () => this.#look(),
      Math.min(milliseconds, LONGEST_WAIT),
    );
    this.#timer.unref();
  }

  #run(row: OutboxRow): void {
    const delivery = this.#deliver(row).finally(() => {
      this.#running.delete(row.id);
      this.#look();
    });
    this.#running.set(row.id, delivery);
  }

  async #deliver(row: OutboxRow): Promise<void> {
    const platform = this.#platform();
    const ctx = contextOf(platform, row);
    try {
      await deliver(platform, row, ctx);
      await ctx.table(outboxTable).delete(row.dueAt, row.id);
      await platform.store.commit(ctx.unit.unit());
      ctx.end(true);
    } catch (error) {
      ctx.end(false);
      // A delivery that the closing platform breaks off is made again at the next start.
      if (!(error instanceof ConflictError) && !this.#closed)
        platform.log.error(
          `Event ${row.event} (${row.id}) was not handled.`,
          error,
        );
      await this.#postpone(
        row,
        error instanceof ConflictError ? 0 : backoff(row.deliveries),
      );
    }
  }

  async #postpone(row: OutboxRow, milliseconds: number): Promise<void> {
    const { store, clock, log } = this.#platform();
    const unit = new UnitOfWork(store);
    const rows = new Table(outboxTable, unit, { accountId: "", region: "" });
    await rows.delete(row.dueAt, row.id);
    await rows.put({
      ...row,
      dueAt: clock.now() + milliseconds,
      deliveries: row.deliveries + 1,
    });
    await store
      .commit(unit.unit())
      .catch((error: unknown) =>
        log.error(`Event ${row.id} could not be postponed.`, error),
      );
  }
}
