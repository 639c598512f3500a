import type { Context } from "../../../core/context.ts";
import type { Measurement } from "../../../core/telemetry.ts";
import type { OpenQueue } from "./enqueue.ts";

/** What CloudWatch learns of calls on a queue, once they are durable. Values of 0 are left out. */
export function measure(
  open: OpenQueue,
  ctx: Context,
  counts: Readonly<Record<string, number>>,
): void {
  ctx.atEnd((committed) => {
    if (committed) measured(open, ctx, counts);
  });
}

const MINUTE = 60_000;

function measured(
  { reference, live }: OpenQueue,
  { now, platform }: Context,
  counts: Readonly<Record<string, number>>,
): void {
  const at = now();
  const minute = Math.floor(at / MINUTE);
  const gauges = live.gaugedAt === minute ? {} : gaugesOf({ live }, at);
  live.gaugedAt = minute;
  platform.telemetry.count(
    reference,
    Object.entries({ ...counts, ...gauges })
      .filter(([name, value]) => value > 0 || name in gauges)
      .map(([name, value]): Measurement => ({
        namespace: "AWS/SQS",
        name,
        dimensions: { QueueName: reference.queueName },
        value,
        unit: UNITS[name] ?? "Count",
        at,
      })),
  );
}

const UNITS: Readonly<Record<string, string>> = {
  SentMessageSize: "Bytes",
  ApproximateAgeOfOldestMessage: "Seconds",
};

/** Measured once in a minute in which the queue is used, as CloudWatch has one value a minute. */
function gaugesOf(
  { live: { index } }: Pick<OpenQueue, "live">,
  now: number,
): Record<string, number> {
  const { visible, inFlight, delayed } = index.counts(now);
  return {
    ApproximateNumberOfMessagesVisible: visible,
    ApproximateNumberOfMessagesNotVisible: inFlight,
    ApproximateNumberOfMessagesDelayed: delayed,
    ApproximateAgeOfOldestMessage: Math.floor(
      (now - (index.oldest ?? now)) / 1000,
    ),
  };
}
