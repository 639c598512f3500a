import type { Context } from "../../core/context.ts";
import { judgements } from "../../core/judgement.ts";
import { clientTokens, requests } from "./tables.ts";

/** Forgets a request, the client's token for it, and its judgement. */
export async function forget(
  { token }: { token: string },
  ctx: Context,
): Promise<void> {
  const row = await ctx.table(requests).get(token);
  if (row?.clientToken !== undefined)
    await ctx.table(clientTokens).delete(row.clientToken);
  if (row?.hooksToken !== undefined)
    await ctx.table(judgements).delete(row.hooksToken);
  await ctx.table(requests).delete(token);
}
