import type { Context } from "../../../core/context.ts";
import { latestItems } from "../recorder/tables.ts";
import { askOnSchedule, evaluateItem } from "./detective.ts";
import { evaluationDue, rules, type EvaluationDue } from "../tables.ts";
import { schedule } from "./schedule.ts";
import { note } from "./status.ts";

/** Resources that are judged in one unit. */
const AT_ONCE = 200;

/** Asks a rule about all that is recorded, part by part. */
export async function evaluateAll(
  { rule: name, revision, periodic = false, after }: EvaluationDue,
  ctx: Context,
): Promise<void> {
  const rule = await ctx.table(rules).get(name);
  if (rule?.revision !== revision || !rule.modes.includes("DETECTIVE")) return;
  if (after === undefined) {
    if (periodic) schedule(rule, ctx);
    await note(name, { invokedAt: ctx.now() }, ctx);
    if (askOnSchedule(rule, ctx)) return;
  }
  const { rows, next } = await ctx
    .table(latestItems)
    .list({ limit: AT_ONCE, ...(after === undefined ? {} : { after }) });
  for (const item of rows)
    if (item.status !== "ResourceDeleted") await evaluateItem(rule, item, ctx);
  if (next !== undefined)
    ctx.emit(evaluationDue, { rule: name, revision, after: next });
}
