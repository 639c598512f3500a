import {
  InvalidParameterException,
  type RejectedLogEventsInfo,
} from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../core/errors.ts";
import { eventBytes, type NewEvent } from "./intake.ts";

const BATCH_BYTES = 1_048_576;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TOO_OLD = 14 * DAY;
const TOO_NEW = 2 * HOUR;

/** What of a batch is kept, and what AWS answers about the rest. */
export interface Sifted {
  readonly accepted: readonly NewEvent[];
  readonly rejected: RejectedLogEventsInfo | undefined;
}

/**
 * Refuses batches that are too large, out of order or longer than a day.
 * @throws Fault InvalidParameterException (PutLogEvents, "The batch of events must satisfy the following constraints")
 */
export function checkBatch(events: readonly NewEvent[]): void {
  const bytes = events.reduce((sum, event) => sum + eventBytes(event), 0);
  if (bytes > BATCH_BYTES)
    throw fault(
      InvalidParameterException,
      `Upload too large: ${bytes} bytes exceeds limit of ${BATCH_BYTES}`,
    );
  if (events.some(({ time }, i) => time < (events[i - 1]?.time ?? 0)))
    throw fault(
      InvalidParameterException,
      "Log events in a single PutLogEvents request must be in chronological order.",
    );
  if ((events.at(-1)?.time ?? 0) - (events[0]?.time ?? 0) > DAY)
    throw fault(
      InvalidParameterException,
      "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
}

/** Leaves out events over 14 days old, older than the retention, or over two hours ahead. */
export function sift(
  events: readonly NewEvent[],
  now: number,
  retentionInDays: number | undefined,
): Sifted {
  const before = (time: number): number => {
    const index = events.findIndex((event) => event.time >= time);
    return index < 0 ? events.length : index;
  };
  const tooOld = before(now - TOO_OLD);
  const expired =
    retentionInDays === undefined ? 0 : before(now - retentionInDays * DAY);
  const tooNew = before(now + TOO_NEW + 1);
  const rejected = {
    ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
    ...(expired > tooOld ? { expiredLogEventEndIndex: expired } : {}),
    ...(tooNew < events.length ? { tooNewLogEventStartIndex: tooNew } : {}),
  };
  return {
    accepted: events.slice(Math.max(tooOld, expired), tooNew),
    rejected: Object.keys(rejected).length > 0 ? rejected : undefined,
  };
}
