import type { Context } from "../../../core/context.ts";
import {
  evaluationTokens,
  evaluations,
  type EvaluationRow,
  type ProactiveResult,
} from "../tables.ts";

/**
 * Takes in what a rule's function says; the evaluation is over when all have answered.
 * @returns false for an answer about another resource than the one that is evaluated
 */
export async function answerEvaluation(
  id: string,
  about: { readonly resourceType: string; readonly resourceId: string },
  result: ProactiveResult,
  ctx: Context,
): Promise<boolean> {
  const row = await ctx.table(evaluations).get(id);
  if (
    row?.details.ResourceType !== about.resourceType ||
    row.details.ResourceId !== about.resourceId
  )
    return false;
  if (row.status !== "IN_PROGRESS" || !row.awaited.includes(result.rule))
    return true;
  const awaited = row.awaited.filter((name) => name !== result.rule);
  await ctx.table(evaluations).put({
    ...row,
    results: [...row.results, result],
    awaited,
    status: awaited.length === 0 ? "SUCCEEDED" : "IN_PROGRESS",
  });
  return true;
}

/** Ends an evaluation without a verdict. */
export async function failEvaluation(
  id: string,
  failure: string,
  ctx: Context,
): Promise<void> {
  const row = await ctx.table(evaluations).get(id);
  if (row?.status !== "IN_PROGRESS") return;
  const failed: EvaluationRow = {
    ...row,
    status: "FAILED",
    failure: failure.slice(0, LONGEST_REASON),
  };
  await ctx.table(evaluations).put(failed);
}

const LONGEST_REASON = 1024;

/** Functions that have not answered in time do not count as having agreed. */
export async function endEvaluation(
  { id }: { id: string },
  ctx: Context,
): Promise<void> {
  const row = await ctx.table(evaluations).get(id);
  if (!row || row.awaited.length === 0) return;
  await failEvaluation(
    id,
    `The evaluation timed out: no result of the rules [${row.awaited.join(", ")}].`,
    ctx,
  );
}

export async function forgetEvaluation(
  { id, token }: { id: string; token?: string },
  ctx: Context,
): Promise<void> {
  await ctx.table(evaluations).delete(id);
  if (token !== undefined) await ctx.table(evaluationTokens).delete(token);
}
