import type { Context } from "../../../core/context.ts";
import { wants } from "../filter.ts";
import type { Message } from "../message.ts";
import { measureDelivery } from "../metrics.ts";
import { namedSubscription } from "../subscription.ts";
import {
  fifoDue,
  fifoMessages,
  notificationDue,
  subscriptionArnOf,
  subscriptions,
  type Notification,
  type SubscriptionRow,
} from "../tables.ts";
import { deliver } from "./deliver.ts";

/** Puts a message on its way to every subscription that wants it. */
export async function fanOut(
  { message }: { message: Message },
  ctx: Context,
): Promise<void> {
  for (const subscription of await wanting(message, ctx))
    ctx.emit(notificationDue, {
      subscriptionArn: subscriptionArnOf(subscription),
      message,
      failures: 0,
    });
}

/** Delivers to one subscription, and again later where that fails. */
export async function notify(
  notification: Notification,
  ctx: Context,
): Promise<void> {
  const { subscriptionArn, message, failures } = notification;
  const { topicArn, id } = namedSubscription(subscriptionArn);
  const aside = ctx.aside();
  const subscription = await aside.table(subscriptions).get(topicArn, id);
  if (!subscription) return;
  const outcome = await deliver(message, subscription, failures, aside);
  if (!outcome.done)
    ctx.emit(
      notificationDue,
      { ...notification, failures: failures + 1 },
      { at: ctx.now() + outcome.retryAfter },
    );
}

const FIFO_AT_A_TIME = 100;

/** Topics whose messages are being handed on at this moment: one at a time keeps their order. */
const draining = new Map<string, Promise<void>>();

/** Hands on what a FIFO topic holds, in its order; a queue that cannot be reached holds up what comes after. */
export async function drain(
  { topicArn }: { topicArn: string },
  ctx: Context,
): Promise<void> {
  const before = draining.get(topicArn);
  const turn = Promise.withResolvers<void>();
  draining.set(topicArn, turn.promise);
  await before;
  try {
    await drainNow(topicArn, ctx);
  } finally {
    turn.resolve();
    if (draining.get(topicArn) === turn.promise) draining.delete(topicArn);
  }
}

async function drainNow(topicArn: string, ctx: Context): Promise<void> {
  const aside = ctx.aside();
  const { rows, next } = await aside
    .table(fifoMessages)
    .list({ prefix: [topicArn], limit: FIFO_AT_A_TIME });
  for (const { message, sequenceNumber } of rows) {
    for (const subscription of await wanting(message, aside)) {
      const outcome = await deliver(message, subscription, 0, aside);
      if (!outcome.done) {
        ctx.emit(fifoDue, { topicArn }, { at: ctx.now() + 1000 });
        return;
      }
    }
    await ctx.table(fifoMessages).delete(topicArn, sequenceNumber);
  }
  if (next !== undefined) ctx.emit(fifoDue, { topicArn });
}

/** The confirmed subscriptions of a message's topic whose filter lets it through. */
async function wanting(
  message: Message,
  ctx: Context,
): Promise<readonly SubscriptionRow[]> {
  const { rows } = await ctx
    .table(subscriptions)
    .list({ prefix: [message.topicArn] });
  return rows.filter((subscription) => {
    if (subscription.token !== undefined) return false;
    const wanted = wants(subscription, message);
    if (!wanted)
      measureDelivery(
        message.topicArn,
        "NumberOfNotificationsFilteredOut",
        ctx,
      );
    return wanted;
  });
}
