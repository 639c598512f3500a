import type { Context } from "../../core/context.ts";
import { measureEvents } from "./derived/metrics-of-events.ts";
import { handOn } from "./derived/subscriptions.ts";
import { takeIn, type NewEvent } from "./intake.ts";
import type { LogGroup, LogStream } from "./tables.ts";

/** Keeps a stream's new events, in order of time, and hands on what is made of them: metrics and subscriptions. */
export async function ingest(
  ctx: Context,
  group: LogGroup,
  stream: LogStream,
  events: readonly NewEvent[],
): Promise<void> {
  const kept = await takeIn(ctx, stream, events);
  await measureEvents(ctx, group, events);
  await handOn(ctx, group, stream, kept);
}
