import { NotFoundException } from "@aws-sdk/client-sns";
import type { NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import {
  subscriptionArnOf,
  subscriptions,
  type SubscriptionRow,
} from "./tables.ts";
import { invalid, namedTopic, onTopic } from "./topic.ts";

/** The topic and the id in a subscription's ARN. @throws Fault InvalidParameter */
export function namedSubscription(subscriptionArn: string): {
  topicArn: string;
  id: string;
} {
  const at = subscriptionArn.lastIndexOf(":");
  const topicArn = subscriptionArn.slice(0, at);
  const id = subscriptionArn.slice(at + 1);
  if (!namedTopic(topicArn) || !/^[0-9a-f-]{36}$/.test(id))
    throw invalid("SubscriptionArn Reason: Invalid subscription ARN");
  return { topicArn, id };
}

/** @throws Fault InvalidParameter, NotFound */
export async function subscriptionOf(
  subscriptionArn: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<SubscriptionRow> {
  const { topicArn, id } = namedSubscription(subscriptionArn);
  const row = await ctx.table(subscriptions).get(topicArn, id);
  if (!row) throw fault(NotFoundException, "Subscription does not exist");
  return row;
}

/** The permission for an action on a subscription: on its topic, or, for who subscribed from another account, on nothing but the action. */
export async function onSubscription(
  action: string,
  subscriptionArn: string,
  ctx: NeedsContext,
): Promise<readonly Need[]> {
  const { topicArn, id } = namedSubscription(subscriptionArn);
  const row = await ctx.table(subscriptions).get(topicArn, id);
  const { accountId } = namedTopic(topicArn)?.place ?? {};
  return row?.owner === ctx.accountId && accountId !== ctx.accountId
    ? [allow(`sns:${action}`, "*")]
    : onTopic(action, topicArn, ctx);
}

/** A subscription as lists show it. */
export function shownSubscription(row: SubscriptionRow) {
  const { topicArn, owner, protocol, endpoint } = row;
  return {
    SubscriptionArn: shownArn(row),
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  };
}

/** Nobody but the endpoint learns of a subscription's ARN before it is confirmed. */
export function shownArn(row: SubscriptionRow): string {
  return row.token === undefined
    ? subscriptionArnOf(row)
    : "PendingConfirmation";
}
