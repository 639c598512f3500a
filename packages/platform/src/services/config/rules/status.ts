import type { Context } from "../../../core/context.ts";
import { ruleStatuses, type RuleStatusRow } from "../tables.ts";

/**
 * Notes how a rule's evaluation goes. What is noted already is read aside: evaluations at the same time would conflict
 * otherwise, and functions be asked again. The last of several notes at the same moment stands.
 */
export async function note(
  name: string,
  news: Partial<RuleStatusRow>,
  ctx: Context,
): Promise<void> {
  const known = await ctx.aside().table(ruleStatuses).get(name);
  await ctx.table(ruleStatuses).put({ ...known, ...news, name });
}
