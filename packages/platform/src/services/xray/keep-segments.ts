import type { Context } from "../../core/context.ts";
import { traced } from "../../core/telemetry.ts";
import { on } from "../../core/service.ts";
import {
  createdAt,
  KEPT_FOR,
  readDocuments,
  type Document,
} from "./documents.ts";
import type { SegmentProblem } from "./segment.ts";
import { segments, sweepDue, sweeps, traces, type TraceRow } from "./tables.ts";

/** The most bytes of one trace (X-Ray quotas: 500 KB). */
const LARGEST_TRACE = 512_000;
/** Traces of an account that are kept at most: the oldest go first. */
export const TRACES_AT_MOST = 100_000;
/** Counts the traces of an account. */
export const TRACE_TALLY = "xray.traces";

/** Keeps what the platform's own services trace. */
export const keepTraced = on(traced, async ({ documents }, ctx) => {
  await keepSegments(documents, ctx);
});

/** Adds segments to their traces; answers those that are none, or that no longer fit. */
export async function keepSegments(
  texts: readonly string[],
  ctx: Context,
): Promise<readonly SegmentProblem[]> {
  const { documents, problems } = readDocuments(texts, ctx.now());
  const byTrace = Map.groupBy(documents, ({ segment }) => segment.traceId);
  const refused: SegmentProblem[] = [...problems];
  for (const [traceId, added] of byTrace)
    refused.push(...(await addTo(traceId, added, ctx)));
  return refused;
}

async function addTo(
  traceId: string,
  added: readonly Document[],
  ctx: Context,
): Promise<readonly SegmentProblem[]> {
  const known = await ctx.table(traces).get(traceId);
  const refused: SegmentProblem[] = [];
  let size = known?.size ?? 0;
  for (const { segment, text } of added) {
    const rows = ctx.table(segments);
    const before = await rows.get(traceId, segment.id);
    const grown = size + text.length - (before?.document.length ?? 0);
    if (grown > LARGEST_TRACE) {
      refused.push({ code: "TraceTooLarge", id: segment.id });
      continue;
    }
    size = grown;
    await rows.put({ traceId, id: segment.id, document: text });
  }
  const limited = known?.limitExceeded === true || refused.length > 0;
  const starts = added.map(({ segment }) => Math.round(segment.start * 1000));
  const row: TraceRow = {
    traceId,
    createdAt: createdAt(traceId),
    startedAt: Math.min(known?.startedAt ?? Infinity, ...starts),
    receivedAt: ctx.now(),
    size,
    revision: (known?.revision ?? 0) + 1,
    ...(limited ? { limitExceeded: true } : {}),
  };
  await ctx.table(traces).put(row);
  if (!known) await begin(row, ctx);
  return refused;
}

/** A new trace counts, and will be swept away. */
async function begin(row: TraceRow, ctx: Context): Promise<void> {
  const tally = ctx.tally(TRACE_TALLY);
  tally.add(1);
  const due = await ctx.table(sweeps).get("traces");
  const full = (await tally.count()) >= TRACES_AT_MOST;
  if (due && !(full && due.dueAt > ctx.now())) return;
  const dueAt = full ? ctx.now() : row.createdAt + KEPT_FOR;
  await ctx.table(sweeps).put({ dueAt });
  ctx.emit(sweepDue, { dueAt }, { at: dueAt });
}
