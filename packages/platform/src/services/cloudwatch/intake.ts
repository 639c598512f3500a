import type { Context } from "../../core/context.ts";
import { tellAlarms } from "./alarms/late-data.ts";
import { combined, type Aggregate } from "./aggregate.ts";
import { gather } from "./gather.ts";
import { metricId, type Metric } from "./metric.ts";
import { spanStart } from "./resolution.ts";
import { rollUpDue } from "./roll-up.ts";
import { metrics, points, type Point } from "./tables.ts";

/** Values to keep. */
export interface Sample {
  readonly metric: Metric;
  readonly aggregate: Aggregate;
  readonly unit: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Seconds: 1 for high-resolution metrics. */
  readonly resolution: 1 | 60;
}

/** Where a point is kept. */
type Place = Omit<Point, keyof Aggregate>;

const SEEN_EVERY = 600_000;
const DAY = 86_400_000;

/** Adds samples to their metrics: one row for each metric and minute, however many values there are. */
export async function takeIn(
  ctx: Context,
  samples: readonly Sample[],
  part: number,
): Promise<void> {
  const places = new Map<string, Place>();
  const parts = new Map<string, Aggregate[]>();
  const latest = new Map<string, { metric: Metric; at: number }>();
  /** By metric, when the earliest span of time is over that a value came for. */
  const over = new Map<string, number>();
  for (const { metric, aggregate, unit, at, resolution } of samples) {
    const id = metricId(metric);
    const start = spanStart(at, resolution);
    const name = `${id} ${resolution} ${start} ${unit}`;
    places.set(name, {
      metricId: id,
      seconds: resolution,
      at: start,
      unit,
      part,
    });
    gather(parts, name, aggregate);
    const end = start + resolution * 1000;
    over.set(id, Math.min(over.get(id) ?? end, end));
    const known = latest.get(id);
    if (!known || known.at < at) latest.set(id, { metric, at });
  }
  for (const [name, place] of places)
    await addPoint(ctx, place, parts.get(name) ?? []);
  for (const { metric, at } of latest.values()) await markSeen(ctx, metric, at);
  for (const [id, end] of over) await tellAlarms(ctx, id, end);
}

/** Adds to what is stored for a time. */
async function addPoint(
  ctx: Context,
  place: Place,
  parts: readonly Aggregate[],
): Promise<void> {
  const { metricId: id, seconds, at, unit, part } = place;
  const rows = ctx.table(points);
  const stored = await rows.get(id, seconds, at, unit, part);
  await rows.put({
    ...place,
    ...combined(stored ? [stored, ...parts] : parts),
  });
}

async function markSeen(ctx: Context, metric: Metric, at: number) {
  const { namespace, name, dimensions } = metric;
  const rows = ctx.table(metrics);
  const known = await rows.get(namespace, name, JSON.stringify(dimensions));
  if (known && known.lastAt + SEEN_EVERY > at) return;
  await rows.put({ ...metric, lastAt: at });
  if (!known) ctx.emit(rollUpDue, { metric }, { at: ctx.now() + DAY });
}
