import { randomUUID } from "node:crypto";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import type { EventPattern } from "../../../core/event-pattern/event-pattern.ts";
import type { OnGone, Workplace } from "../../../core/workplace.ts";
import { roleSession } from "../invocation/destinations/role-session.ts";
import { run } from "../invocation/run.ts";
import { findTarget } from "../invocation/target.ts";
import { compiledFilters } from "./filters.ts";
import { gather, remove, type Gathering } from "./gather.ts";
import { failedItems } from "./item-failures.ts";
import { calledFunction } from "./mapping.ts";
import { countEvents } from "./metrics.ts";
import type { SqsRecord } from "./records.ts";
import type { MappingRow } from "./tables.ts";

/** Batches at once without a ScalingConfig: AWS begins with five, and adds more while messages wait. */
const AT_FIRST = 5;
const AT_MOST = 20;
const LONGEST_PAUSE = 60_000;
const LONGEST_THROTTLE = 1_000;

/** What a poller tells of its last batch. */
export type Report = (lastResult: string) => void;

/** Takes messages from a queue and calls a function with them, until it is stopped. */
export class Poller {
  readonly row: MappingRow;
  readonly #workplace: Workplace;
  readonly #report: Report;
  readonly #filters: readonly EventPattern[] | undefined;
  readonly #wakes = new Set<() => void>();
  #stopped = false;
  #running = 0;
  #allowed: number;

  constructor(workplace: Workplace, row: MappingRow, report: Report) {
    this.row = row;
    this.#workplace = workplace;
    this.#report = report;
    this.#filters = compiledFilters(row.filters);
    this.#allowed = row.maximumConcurrency ?? AT_FIRST;
  }

  /** Ends when it was stopped; batches that were begun go on. */
  async run(): Promise<void> {
    let failures = 0;
    while (!this.#stopped) {
      if (this.#running >= this.#allowed) {
        await this.#woken(LONGEST_PAUSE);
        continue;
      }
      try {
        await this.#next();
        failures = 0;
      } catch (error) {
        this.#tell(problemOf(error));
        if (!(error instanceof Fault))
          this.#workplace.report("An event source could not be polled.", error);
        await this.#woken(Math.min(1000 * 2 ** failures++, LONGEST_PAUSE));
      }
    }
  }

  /** No more messages are taken. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** The platform's clock was moved: pauses are over sooner. */
  clockMoved(): void {
    this.#wake();
  }

  async #next(): Promise<void> {
    const by = await this.#gathering();
    const batch = await gather(by);
    if (batch.length === 0) return;
    if (++this.#running === this.#allowed) this.#grow();
    void this.#handle(batch, by).finally(() => {
      this.#running--;
      this.#wake();
    });
  }

  async #gathering(): Promise<Gathering> {
    const { row } = this;
    const ctx = this.#workplace.context(row, { onGone: this.#onStop });
    const { reference, version } = await findTarget(calledFunction(row), ctx);
    const role = await roleSession(version.settings.Role ?? "", reference, ctx);
    return {
      row,
      role,
      ctx,
      filters: this.#filters,
      stopped: () => this.#stopped,
    };
  }

  /** All are busy and there was more to do. */
  #grow(): void {
    if (this.row.maximumConcurrency === undefined)
      this.#allowed = Math.min(this.#allowed + 1, AT_MOST);
  }

  async #handle(batch: readonly SqsRecord[], by: Gathering): Promise<void> {
    const { row } = this;
    const ctx = this.#workplace.context(row);
    try {
      const done = await this.#called(batch, ctx);
      if (done.length > 0) await remove(done, { ...by, ctx });
      countEvents(row, "DeletedEventCount", done.length, ctx);
      this.#tell(done.length === batch.length ? "OK" : FUNCTION_FAILED);
    } catch (error) {
      countEvents(row, "FailedInvokeEventCount", batch.length, ctx);
      this.#tell(problemOf(error));
      if (!(error instanceof Fault) && !this.#stopped)
        this.#workplace.report("A batch could not be handled.", error);
    }
  }

  /** Answers the messages that are done with; the others are seen again when their visibility timeout is over. */
  async #called(
    batch: readonly SqsRecord[],
    ctx: Context,
  ): Promise<readonly SqsRecord[]> {
    const { row } = this;
    const payload = Buffer.from(JSON.stringify({ Records: batch }));
    const traceId = batch[0]?.attributes["AWSTraceHeader"];
    const call = {
      requestId: randomUUID(),
      payload,
      clientContext: undefined,
      traceId,
    };
    const result = await this.#unthrottled(async () =>
      run(await findTarget(calledFunction(row), ctx), call, ctx),
    );
    countEvents(row, "InvokedEventCount", batch.length, ctx);
    const failed = result.functionError
      ? undefined
      : row.reportsItemFailures
        ? failedItems(
            Buffer.from(result.payload).toString(),
            new Set(batch.map(({ messageId }) => messageId)),
          )
        : new Set<string>();
    const left = failed
      ? batch.filter(({ messageId }) => !failed.has(messageId))
      : [];
    countEvents(row, "FailedInvokeEventCount", batch.length - left.length, ctx);
    return left;
  }

  /** A call that is refused for want of concurrency is made again: giving the messages back would use up receives. */
  async #unthrottled<T>(call: () => Promise<T>): Promise<T> {
    const { now } = this.#workplace.clock;
    const until = now() + HELD_FOR;
    for (let pause = 20; ; pause = Math.min(pause * 2, LONGEST_THROTTLE)) {
      try {
        return await call();
      } catch (error) {
        const throttled =
          error instanceof Fault && error.name === "TooManyRequestsException";
        if (!throttled || this.#stopped || now() >= until) throw error;
        if (this.row.maximumConcurrency === undefined)
          this.#allowed = Math.max(1, Math.min(this.#allowed, AT_FIRST) - 1);
        await this.#woken(pause);
      }
    }
  }

  #tell(lastResult: string): void {
    if (!this.#stopped) this.#report(lastResult);
  }

  /** Ends after a while, or when something has happened that may matter. */
  #woken(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => {
      clearTimeout(timer);
      this.#wakes.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    timer.unref();
    this.#wakes.add(wake);
    return promise;
  }

  #wake(): void {
    for (const wake of this.#wakes) wake();
  }

  readonly #onStop: OnGone = (listener) => {
    const stop = (): void => {
      if (this.#stopped) listener();
      else this.#wakes.add(stop);
    };
    this.#wakes.add(stop);
    return () => void this.#wakes.delete(stop);
  };
}

/** Throttled messages are held no longer than this: the shortest visibility timeout that suits every function. */
const HELD_FOR = 20_000;

const FUNCTION_FAILED = "PROBLEM: Function call failed";

/** How AWS tells of what went wrong. */
function problemOf(error: unknown): string {
  if (!(error instanceof Fault)) return "PROBLEM: Internal failure";
  const { name, message } = error;
  if (name === "QueueDoesNotExist")
    return "PROBLEM: The event source does not exist.";
  if (name === "ResourceNotFoundException")
    return "PROBLEM: Function not found.";
  if (name === "TooManyRequestsException")
    return "PROBLEM: Function call throttled";
  return `PROBLEM: ${message}`;
}
