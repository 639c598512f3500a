import type { Context } from "../../core/context.ts";
import { clientTokens, requests } from "./tables.ts";

/** Forgets a request, and the client's token for it. */
export async function forget(
  { token }: { token: string },
  ctx: Context,
): Promise<void> {
  const row = await ctx.table(requests).get(token);
  if (row?.clientToken !== undefined)
    await ctx.table(clientTokens).delete(row.clientToken);
  await ctx.table(requests).delete(token);
}
