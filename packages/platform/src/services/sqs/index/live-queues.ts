import type { PlatformFacts } from "../../../core/context.ts";
import type { Workplace } from "../../../core/workplace.ts";
import type { QueueReference } from "../queue-reference.ts";
import {
  deduplications,
  messages,
  receipts,
  type QueueRow,
  type ReceiptRow,
} from "../tables.ts";
import { LiveQueue } from "./live-queue.ts";

/**
 * The queues that this process has in use. A queue's index is made of its rows at its first use, and is told of
 * every change from then on: nothing changes a queue's messages but through it.
 */
export class LiveQueues {
  readonly workplace: Workplace;
  closed = false;
  readonly #queues = new Map<string, Promise<LiveQueue>>();
  readonly #loaded = new Map<string, LiveQueue>();

  constructor(workplace: Workplace) {
    this.workplace = workplace;
    workplace.onWiped(() => {
      const all = [...this.#loaded.values()];
      this.#queues.clear();
      this.#loaded.clear();
      for (const queue of all) queue.wakeAll();
    });
    workplace.clock.onMoved(() => {
      for (const queue of this.#loaded.values()) {
        queue.index.advance(workplace.clock.now());
        queue.wakeAll();
      }
    });
    workplace.platform.onClose(async () => {
      this.closed = true;
      for (const queue of this.#loaded.values()) queue.wakeAll();
    });
  }

  of(reference: QueueReference, row: QueueRow): LiveQueue | Promise<LiveQueue> {
    const known = this.#loaded.get(row.queueId);
    if (known) return known;
    let loading = this.#queues.get(row.queueId);
    if (!loading) {
      loading = this.#load(reference, row);
      this.#queues.set(row.queueId, loading);
      loading.catch(() => this.#queues.delete(row.queueId));
    }
    return loading;
  }

  /** Forgets a queue that was deleted. */
  drop(queueId: string): void {
    const known = this.#loaded.get(queueId);
    this.#loaded.delete(queueId);
    this.#queues.delete(queueId);
    known?.wakeAll();
  }

  async #load(
    reference: QueueReference,
    { queueId, purgedThrough = 0, attributes }: QueueRow,
  ): Promise<LiveQueue> {
    const { workplace } = this;
    const live = new LiveQueue(
      queueId,
      attributes.FifoQueue === "true",
      workplace.clock,
    );
    const now = workplace.clock.now();
    const received = new Map<number, ReceiptRow>();
    const place = workplace.context(reference);
    for await (const row of all(place.table(receipts), queueId))
      received.set(row.sequence, row);
    for await (const row of all(place.table(messages), queueId))
      if (row.sequence > purgedThrough)
        live.index.add(row, now, received.get(row.sequence));
    const taken = [];
    for await (const row of all(place.table(deduplications), queueId))
      taken.push({
        scope: row.scope,
        id: row.deduplicationId,
        at: row.expiresAt,
      });
    live.expiring.push(...taken.toSorted((a, b) => a.at - b.at));
    this.#loaded.set(queueId, live);
    return live;
  }
}

const PAGE = 1000;

async function* all<Row extends object>(
  table: {
    list(listing: {
      prefix: string[];
      limit: number;
      after?: string;
    }): Promise<{ rows: readonly Row[]; next: string | undefined }>;
  },
  queueId: string,
): AsyncGenerator<Row> {
  let after: string | undefined;
  do {
    const { rows, next } = await table.list({
      prefix: [queueId],
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    yield* rows;
    after = next;
  } while (after !== undefined);
}

/** The live queues of a platform. */
export function liveQueues(platform: PlatformFacts): LiveQueues {
  let queues = byPlatform.get(platform);
  if (!queues) {
    queues = new LiveQueues(platform.workplace("sqs"));
    byPlatform.set(platform, queues);
  }
  return queues;
}

const byPlatform = new WeakMap<PlatformFacts, LiveQueues>();
