import type { Context, Place } from "../../../core/context.ts";
import {
  aggregationRequests,
  authorizations,
  type AggregationRequestRow,
  type AggregatorRow,
} from "./tables.ts";

/** Asks the accounts that an aggregator names to let it look; others are asked no longer. */
export async function ask(
  { name, accounts }: Pick<AggregatorRow, "name" | "accounts">,
  before: AggregatorRow | undefined,
  ctx: Context,
): Promise<void> {
  if (before) await withdraw(before, ctx);
  const { AccountIds = [], AllAwsRegions, AwsRegions = [] } = accounts ?? {};
  for (const accountId of AccountIds)
    if (accountId !== ctx.accountId)
      await ctx.table(aggregationRequests).put({
        accountId,
        requester: { accountId: ctx.accountId, region: ctx.region },
        aggregator: name,
        ...(AllAwsRegions ? {} : { regions: AwsRegions }),
        declined: [],
      });
}

export async function withdraw(
  { name, accounts }: AggregatorRow,
  ctx: Context,
): Promise<void> {
  for (const accountId of accounts?.AccountIds ?? [])
    if (accountId !== ctx.accountId)
      await ctx
        .table(aggregationRequests)
        .delete(accountId, ctx.accountId, ctx.region, name);
}

/** The places whose aggregators ask to look at the caller's account and Region, and may not yet. */
export async function pendingRequesters(
  ctx: Context,
): Promise<readonly Place[]> {
  const requesters = new Map<string, Place>();
  for (const { requester } of await openRequests([], ctx)) {
    const { accountId, region } = requester;
    if (!(await ctx.table(authorizations).get(accountId, region)))
      requesters.set(`${accountId} ${region}`, requester);
  }
  return [...requesters.values()];
}

/** Turns down what the aggregators of a place ask of the caller's Region. */
export async function decline(
  { accountId, region }: Place,
  ctx: Context,
): Promise<void> {
  for (const row of await openRequests([accountId, region], ctx))
    await ctx
      .table(aggregationRequests)
      .put({ ...row, declined: [...row.declined, ctx.region] });
}

async function openRequests(
  requester: readonly string[],
  ctx: Context,
): Promise<readonly AggregationRequestRow[]> {
  const { rows } = await ctx.table(aggregationRequests).list({
    prefix: [ctx.accountId, ...requester],
  });
  return rows.filter(
    ({ regions, declined }) =>
      (regions?.includes(ctx.region) ?? true) && !declined.includes(ctx.region),
  );
}
