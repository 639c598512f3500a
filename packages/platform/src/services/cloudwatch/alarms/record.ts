import { randomUUID } from "node:crypto";
import type { Context } from "../../../core/context.ts";
import { on } from "../../../core/service.ts";
import { history, historyDue, type HistoryItem } from "./tables.ts";

const KEPT = 30 * 86_400_000;
const LONGEST_DATA = 4095;
const ROWS_AT_ONCE = 200;

/** Writes down what happened to an alarm; it is forgotten after 30 days. */
export async function record(
  ctx: Context,
  item: Omit<HistoryItem, "at" | "id" | "data" | "summary"> & {
    summary: string;
    data: object;
  },
): Promise<void> {
  const data = JSON.stringify(item.data);
  await ctx.table(history).put({
    ...item,
    at: ctx.now(),
    id: randomUUID(),
    summary: item.summary.slice(0, 255),
    // What is longer than CloudWatch shows is left out whole: half a JSON text is of no use.
    data:
      Buffer.byteLength(data) <= LONGEST_DATA
        ? data
        : JSON.stringify({ type: item.type, version: "1.0" }),
  });
  ctx.emit(historyDue, {}, { at: ctx.now() + KEPT + 1 });
}

/** Forgets what is over 30 days old. */
export const forgetHistory = on(historyDue, async (_payload, ctx) => {
  const { rows } = await ctx
    .aside()
    .table(history)
    .list({
      to: [ctx.now() - KEPT],
      limit: ROWS_AT_ONCE,
    });
  for (const { at, id } of rows) await ctx.table(history).delete(at, id);
});
