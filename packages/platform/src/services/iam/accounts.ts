import type { Context } from "../../core/context.ts";
import { accounts, type Account } from "../../core/identity/tables.ts";

/** The caller's account. */
export async function ownAccount(ctx: Context): Promise<Account> {
  const account = await ctx.table(accounts).get(ctx.accountId);
  return account ?? { accountId: ctx.accountId, createdAt: ctx.now() };
}
