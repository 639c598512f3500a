import type { NeedsContext, Place } from "../../core/context.ts";
import { functions } from "./tables.ts";

/** Concurrent executions of an account in a Region: AWS's default quota. */
export const ACCOUNT_CONCURRENCY = 1000;

/** What must stay for functions without a reservation. */
export const LEAST_UNRESERVED = 100;

/** The reservations of an account in a Region, besides that of one function. */
export async function reservedInTotal(
  ctx: Pick<NeedsContext, "table">,
  { at, except }: { at?: Place; except?: string } = {},
): Promise<number> {
  const { rows } = await ctx.table(functions, at).list({ index: "reserved" });
  return rows
    .filter(({ functionName }) => functionName !== except)
    .reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
}
