import type { EventRef } from "./batch-merge.ts";
import { idOf } from "./event-reading.ts";
import { EVENT_OVERHEAD } from "./intake.ts";

/** An event as it is answered. */
export interface StoredEvent {
  readonly id: string;
  readonly time: number;
  readonly message: string;
  readonly ingestedAt: number;
  readonly logStreamName: string;
}

/** A page holds at most 10,000 events or 1 MB, as AWS's. */
const EVENTS_AT_MOST = 10_000;
const BYTES_AT_MOST = 1 << 20;
/** What one call may look through to find matches, so that no search holds up other requests. */
const SCANNED_EVENTS = 50_000;
const SCANNED_BYTES = 16 << 20;

/** The first events that fit in a page. */
export async function pageOfEvents(
  events: AsyncIterable<readonly EventRef[]>,
  limit = EVENTS_AT_MOST,
): Promise<StoredEvent[]> {
  return (await scannedPage(events, () => true, limit)).events;
}

/**
 * The first events that match and fit in a page.
 * @returns with `continueAt`, the id of the last event looked at, unless all were
 */
export async function scannedPage(
  parts: AsyncIterable<readonly EventRef[]>,
  matches: (message: string, logStreamName: string) => boolean,
  limit = EVENTS_AT_MOST,
): Promise<{ events: StoredEvent[]; continueAt: string | undefined }> {
  const found: StoredEvent[] = [];
  const seen = { events: 0, bytes: 0, found: 0 };
  let last: EventRef | undefined;
  for await (const part of parts)
    for (const event of part) {
      const message = event.batch.events[event.index]?.[1] ?? "";
      const size = Buffer.byteLength(message) + EVENT_OVERHEAD;
      const wanted = matches(message, event.batch.logStreamName);
      const full =
        found.length === limit ||
        seen.events === SCANNED_EVENTS ||
        seen.bytes > SCANNED_BYTES ||
        (wanted && found.length > 0 && seen.found + size > BYTES_AT_MOST);
      if (full) return { events: found, continueAt: last && idOf(last) };
      if (wanted) {
        found.push(stored(event, message));
        seen.found += size;
      }
      last = event;
      seen.events++;
      seen.bytes += size;
    }
  return { events: found, continueAt: undefined };
}

function stored(event: EventRef, message: string): StoredEvent {
  const { ingestedAt, logStreamName } = event.batch;
  return {
    id: idOf(event),
    time: event.time,
    message,
    ingestedAt,
    logStreamName,
  };
}
