import type { LogTap } from "./environment-log.ts";
import { recordOf } from "./log-format.ts";
import { type PlatformEvent, logsDroppedEvent } from "./platform-events.ts";
import type { Subscription } from "../runtime-api/telemetry-subscription.ts";

/** Brings a batch to a subscriber; rejects when it was not taken. */
export type Deliver = (
  subscription: Subscription,
  batch: Buffer,
) => Promise<void>;

/** One event as a subscriber gets it. */
interface TelemetryEvent {
  readonly kind: "platform" | "function" | "extension";
  readonly type: string;
  readonly text: string;
}

interface Subscriber {
  readonly subscription: Subscription;
  queue: string[];
  bytes: number;
  droppedRecords: number;
  droppedBytes: number;
  timer: NodeJS.Timeout | undefined;
  sending: Promise<void> | undefined;
}

// What happened before anyone could subscribe is told as well.
const EARLY_LIMIT = 256;
// A subscriber that does not keep up costs so many of its buffers, then loses what comes.
const BEHIND = 4;
const ATTEMPTS = 3;
const LOGS_API_TYPES =
  /^(function|extension|platform\.(start|end|runtimeDone|report|extension|fault|logsSubscription|logsDropped))$/;
const FALLEN_BEHIND =
  "Consumer seems to have fallen behind as it has not acknowledged receipt of logs.";

/** Sends an environment's events to the extensions that subscribed, in batches: Telemetry API 2022-07-01 and Logs API 2020-08-15. */
export class TelemetryFeed implements LogTap {
  readonly #deliver: Deliver;
  readonly #subscribers = new Map<string, Subscriber>();
  #early: TelemetryEvent[] | undefined = [];

  constructor(deliver: Deliver) {
    this.#deliver = deliver;
  }

  get isEmpty(): boolean {
    return this.#subscribers.size === 0;
  }

  /** A second subscription of the same extension takes the place of its first. */
  subscribe(name: string, subscription: Subscription): void {
    const subscriber: Subscriber = {
      subscription,
      queue: [],
      bytes: 0,
      droppedRecords: 0,
      droppedBytes: 0,
      timer: undefined,
      sending: undefined,
    };
    clearTimeout(this.#subscribers.get(name)?.timer);
    this.#subscribers.set(name, subscriber);
    for (const event of this.#early ?? []) this.#offer(subscriber, event);
  }

  /** Which of the two APIs an extension has subscribed by. */
  apiOf(name: string): Subscription["api"] | undefined {
    return this.#subscribers.get(name)?.subscription.api;
  }

  /** The init phase is over: nobody can subscribe any more. */
  closeSubscriptions(): void {
    this.#early = undefined;
  }

  platform(time: number, { type, record }: PlatformEvent): void {
    this.#add("platform", type, time, record);
    if (type === "platform.runtimeDone")
      for (const subscriber of this.#subscribers.values())
        if (subscriber.subscription.api === "logs") {
          const { requestId } = record;
          const end = eventOf("platform", "platform.end", time, { requestId });
          this.#offer(subscriber, end);
        }
  }

  lines(
    time: number,
    source: "function" | "extension",
    lines: readonly string[],
  ): void {
    for (const line of lines)
      this.#add(source, source, time, recordOf(line) ?? line);
  }

  /** Sends what waits; settles when it was taken or given up. */
  async flush(): Promise<void> {
    const all = [...this.#subscribers.values()];
    for (const subscriber of all) this.#send(subscriber);
    await Promise.all(all.map(async ({ sending }) => sending));
  }

  close(): void {
    for (const subscriber of this.#subscribers.values()) {
      clearTimeout(subscriber.timer);
      subscriber.queue = [];
    }
    this.#subscribers.clear();
  }

  #add(
    kind: TelemetryEvent["kind"],
    type: string,
    time: number,
    record: unknown,
  ): void {
    if (!this.#early && this.#subscribers.size === 0) return;
    const event = eventOf(kind, type, time, record);
    if (this.#early && this.#early.length < EARLY_LIMIT)
      this.#early.push(event);
    for (const subscriber of this.#subscribers.values())
      this.#offer(subscriber, event);
  }

  #offer(subscriber: Subscriber, { kind, type, text }: TelemetryEvent): void {
    const { types, api, maxItems, maxBytes, timeoutMs } =
      subscriber.subscription;
    if (!types.includes(kind)) return;
    if (api === "logs" && !LOGS_API_TYPES.test(type)) return;
    if (subscriber.bytes + text.length > BEHIND * maxBytes) {
      subscriber.droppedRecords++;
      subscriber.droppedBytes += text.length;
      return;
    }
    subscriber.queue.push(text);
    subscriber.bytes += text.length + 1;
    if (subscriber.queue.length >= maxItems || subscriber.bytes >= maxBytes)
      this.#send(subscriber);
    else
      subscriber.timer ??= setTimeout(
        () => this.#send(subscriber),
        timeoutMs,
      ).unref();
  }

  #send(subscriber: Subscriber): void {
    clearTimeout(subscriber.timer);
    subscriber.timer = undefined;
    if (subscriber.sending || subscriber.queue.length === 0) return;
    subscriber.sending = this.#sendAll(subscriber).finally(
      () => (subscriber.sending = undefined),
    );
  }

  async #sendAll(subscriber: Subscriber): Promise<void> {
    const { subscription } = subscriber;
    while (subscriber.queue.length > 0) {
      sayDropped(subscriber);
      const batch = takeBatch(subscriber);
      const text =
        subscription.protocol === "HTTP"
          ? `[${batch.join(",")}]`
          : batch.map((event) => `${event}\n`).join("");
      if (!(await this.#try(subscription, Buffer.from(text)))) {
        subscriber.droppedRecords += batch.length;
        subscriber.droppedBytes += text.length;
        return;
      }
    }
  }

  async #try(subscription: Subscription, batch: Buffer): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++)
      try {
        await this.#deliver(subscription, batch);
        return true;
      } catch {
        // An extension may be about to listen.
        await new Promise((done) => setTimeout(done, 100 * attempt).unref());
      }
    return false;
  }
}

function eventOf(
  kind: TelemetryEvent["kind"],
  type: string,
  time: number,
  record: unknown,
): TelemetryEvent {
  const text = JSON.stringify({
    time: new Date(time).toISOString(),
    type,
    record,
  });
  return { kind, type, text };
}

function sayDropped(subscriber: Subscriber): void {
  const { droppedRecords, droppedBytes, subscription } = subscriber;
  if (droppedRecords === 0 || !subscription.types.includes("platform")) return;
  const event = logsDroppedEvent(droppedRecords, droppedBytes, FALLEN_BEHIND);
  subscriber.droppedRecords = 0;
  subscriber.droppedBytes = 0;
  subscriber.queue.unshift(
    eventOf("platform", event.type, Date.now(), event.record).text,
  );
}

function takeBatch(subscriber: Subscriber): string[] {
  const { maxItems, maxBytes } = subscriber.subscription;
  let size = 0;
  let count = 0;
  for (const text of subscriber.queue) {
    if (count === maxItems || (count > 0 && size + text.length > maxBytes))
      break;
    size += text.length + 1;
    count++;
  }
  subscriber.bytes = Math.max(0, subscriber.bytes - size);
  return subscriber.queue.splice(0, count);
}
