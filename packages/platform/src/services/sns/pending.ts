import type { Context } from "../../core/context.ts";
import { namedSubscription } from "./subscription.ts";
import { subscriptions } from "./tables.ts";

/** Forgets a subscription that nobody confirmed in time. */
export async function endPending(
  { subscriptionArn }: { subscriptionArn: string },
  ctx: Context,
): Promise<void> {
  const { topicArn, id } = namedSubscription(subscriptionArn);
  const row = await ctx.table(subscriptions).get(topicArn, id);
  if (row?.token !== undefined)
    await ctx.table(subscriptions).delete(topicArn, id);
}
