import { eventBytes } from "./intake.ts";
import type { StoredEvent } from "./event-reading.ts";

/** A page holds at most 10,000 events or 1 MB, as AWS's. */
const EVENTS_AT_MOST = 10_000;
const BYTES_AT_MOST = 1 << 20;
/** What one call may look through to find matches, so that no search holds up other requests. */
const SCANNED_EVENTS = 50_000;
const SCANNED_BYTES = 16 << 20;

/** The first events that fit in a page. */
export async function pageOfEvents(
  events: AsyncIterable<StoredEvent>,
  limit = EVENTS_AT_MOST,
): Promise<StoredEvent[]> {
  return (await scannedPage(events, () => true, limit)).events;
}

/**
 * The first events that match and fit in a page.
 * @returns with `continueAt`, the id of the last event looked at, unless all were
 */
export async function scannedPage(
  events: AsyncIterable<StoredEvent>,
  matches: (event: StoredEvent) => boolean,
  limit = EVENTS_AT_MOST,
): Promise<{ events: StoredEvent[]; continueAt: string | undefined }> {
  const found: StoredEvent[] = [];
  let bytes = 0;
  let scanned = { events: 0, bytes: 0 };
  let last: string | undefined;
  for await (const event of events) {
    const size = eventBytes(event);
    const wanted = matches(event);
    const full =
      found.length === limit ||
      scanned.events === SCANNED_EVENTS ||
      scanned.bytes > SCANNED_BYTES ||
      (wanted && found.length > 0 && bytes + size > BYTES_AT_MOST);
    if (full) return { events: found, continueAt: last };
    if (wanted) {
      found.push(event);
      bytes += size;
    }
    last = event.id;
    scanned = { events: scanned.events + 1, bytes: scanned.bytes + size };
  }
  return { events: found, continueAt: undefined };
}
