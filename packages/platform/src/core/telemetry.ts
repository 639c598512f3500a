import type { Place } from "./context.ts";
import { event } from "./event.ts";

/** One value that the platform measured of itself, as CloudWatch takes it. */
export interface Measurement {
  /** As `AWS/Lambda`. */
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** A CloudWatch unit, as `Count` or `Milliseconds`. */
  readonly unit: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How often the value came; once where nothing is said. */
  readonly count?: number;
  /** Seconds; 60 where nothing is said. */
  readonly resolution?: 1 | 60;
}

/** Lines that a function wrote, for one stream of a log group. */
export interface LogBatch {
  readonly logGroup: string;
  readonly logStream: string;
  /** False where the lines are dropped unless the group is there already. */
  readonly createsGroup: boolean;
  readonly lines: readonly {
    readonly time: number;
    readonly message: string;
  }[];
}

/** Values to add to CloudWatch's metrics. Emit it with a unit of work where a metric must not be lost. */
export const measured = event<{ measurements: readonly Measurement[] }>(
  "core.Measured",
);

/** Lines to add to CloudWatch Logs. */
export const logged = event<{ batches: readonly LogBatch[] }>("core.Logged");

/** Segment documents, as JSON text, to add to X-Ray's traces. */
export const traced = event<{ documents: readonly string[] }>("core.Traced");

/** Values, lines and segments of one account's Region that wait to be handed on. */
export interface Gathered extends Place {
  readonly measurements: readonly Measurement[];
  readonly batches: readonly LogBatch[];
  /** Segment documents. */
  readonly documents: readonly string[];
}

type Counted = Measurement & { count: number };

const FLUSH_AFTER = 100;
/** Lines and segments that wait at most: a flood is handed on at once instead of growing. */
const LINES_AT_MOST = 10_000;
const DOCUMENTS_AT_MOST = 500;

/**
 * Gathers what running functions tell, so that an invocation does not wait for a disk: handed on every
 * 100 ms, and at the end. AWS's own metrics and logs arrive later than that.
 */
export class Telemetry {
  readonly #handOn: (gathered: Gathered) => Promise<void>;
  readonly #waiting = new Map<
    string,
    {
      place: Place;
      measurements: Measurement[];
      counted: Map<string, Counted>;
      batches: LogBatch[];
      documents: string[];
      lines: number;
    }
  >();
  readonly #expected = new Set<Promise<unknown>>();
  #handing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(handOn: (gathered: Gathered) => Promise<void>) {
    this.#handOn = handOn;
  }

  measure(place: Place, measurements: readonly Measurement[]): void {
    this.#of(place).measurements.push(...measurements);
    this.#schedule();
  }

  /** Measures what comes often: values that are alike wait as one, with their count. */
  count(place: Place, measurements: readonly Measurement[]): void {
    const { counted } = this.#of(place);
    for (const one of measurements) {
      const { namespace, name, dimensions, value } = one;
      const like = JSON.stringify([namespace, name, dimensions, value]);
      const known = counted.get(like);
      if (known) known.count++;
      else counted.set(like, { ...one, count: 1 });
    }
    this.#schedule();
  }

  log(place: Place, batch: LogBatch): void {
    const waiting = this.#of(place);
    waiting.batches.push(batch);
    waiting.lines += batch.lines.length;
    if (waiting.lines > LINES_AT_MOST) void this.flush();
    else this.#schedule();
  }

  trace(place: Place, documents: readonly string[]): void {
    const waiting = this.#of(place);
    waiting.documents.push(...documents);
    if (waiting.documents.length > DOCUMENTS_AT_MOST) void this.flush();
    else this.#schedule();
  }

  /** Something is about to be told, once this work is over: `flush` waits for it. */
  expect(work: Promise<unknown>): void {
    this.#expected.add(work);
    const over = (): void => void this.#expected.delete(work);
    work.then(over, over);
  }

  /** Hands on all that waits, and returns when it is durable, with what an earlier call handed on. */
  async flush(): Promise<void> {
    if (this.#expected.size > 0) await Promise.allSettled(this.#expected);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    const before = this.#handing;
    this.#handing = Promise.allSettled([
      before,
      ...all.map(({ place, measurements, counted, batches, documents }) =>
        this.#handOn({
          ...place,
          measurements: [...measurements, ...counted.values()],
          batches,
          documents,
        }),
      ),
    ]).then(() => undefined);
    await this.#handing;
  }

  /** True while something waits to be handed on. */
  get waits(): boolean {
    return this.#waiting.size > 0;
  }

  #of({ accountId, region }: Place) {
    const name = `${accountId} ${region}`;
    let waiting = this.#waiting.get(name);
    if (!waiting)
      this.#waiting.set(
        name,
        (waiting = {
          place: { accountId, region },
          measurements: [],
          counted: new Map(),
          batches: [],
          documents: [],
          lines: 0,
        }),
      );
    return waiting;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER);
    this.#timer.unref();
  }
}
