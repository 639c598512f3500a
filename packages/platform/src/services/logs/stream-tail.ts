import type { Context } from "../../core/context.ts";
import type { GroupPlace } from "./log-arn.ts";
import { eventBatches, type LogStream } from "./tables.ts";

/** Batches that come this close together leave the stream's row alone, so that they do not conflict. */
const CLOSE = 50;
const LAG_AT_MOST = 1000;

/**
 * The stream's row after a batch, or undefined where it may stay as it is: writers that put to one stream
 * at the same moment would otherwise wait for each other. {@link withExactTail} makes up for the lag.
 */
export function withEvents(
  stream: LogStream,
  batch: { from: number; to: number; ingestedAt: number },
): LogStream | undefined {
  const { firstEventAt, lastEventAt, lastIngestedAt = 0 } = stream;
  const moved =
    firstEventAt === undefined ||
    lastEventAt === undefined ||
    batch.from < firstEventAt ||
    batch.to > lastEventAt + LAG_AT_MOST ||
    batch.ingestedAt > lastIngestedAt + CLOSE;
  if (!moved) return undefined;
  return {
    ...stream,
    firstEventAt: Math.min(firstEventAt ?? batch.from, batch.from),
    lastEventAt: Math.max(lastEventAt ?? 0, batch.to),
    lastIngestedAt: batch.ingestedAt,
  };
}

/** The stream with what its newest batch tells. */
export async function withExactTail(
  ctx: Context,
  place: GroupPlace,
  stream: LogStream,
): Promise<LogStream> {
  if (stream.lastEventAt === undefined) return stream;
  const { rows } = await ctx
    .table(eventBatches, place)
    .list({ index: "byEnd", prefix: [stream.id], reverse: true, limit: 1 });
  const [newest] = rows;
  if (!newest) return stream;
  return {
    ...stream,
    lastEventAt: Math.max(stream.lastEventAt, newest.to),
    lastIngestedAt: Math.max(stream.lastIngestedAt ?? 0, newest.ingestedAt),
  };
}
