import {
  AuthorizationErrorException,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { namedSubscription, onSubscription } from "../subscription.ts";
import { subscriptions } from "../tables.ts";

/** Every message tells its receiver how to end the subscription, without credentials unless its confirmation asked for them. */
export const Unsubscribe = operation(UnsubscribeCommand, {
  identify: async (_input, { caller }) => ({ caller }),
  needs: async ({ SubscriptionArn }, ctx) => {
    if (ctx.caller.type !== "Anonymous")
      return onSubscription("Unsubscribe", SubscriptionArn, ctx);
    const { topicArn, id } = namedSubscription(SubscriptionArn);
    const row = await ctx.table(subscriptions).get(topicArn, id);
    const open =
      row?.protocol.startsWith("http") && !row.authenticateOnUnsubscribe;
    if (!open)
      throw fault(
        AuthorizationErrorException,
        "Only an authenticated caller may end this subscription",
      );
    return [];
  },

  async handle({ SubscriptionArn }, ctx) {
    const { topicArn, id } = namedSubscription(SubscriptionArn);
    await ctx.table(subscriptions).delete(topicArn, id);
    return {};
  },
});
