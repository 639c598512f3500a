import {
  AuthorizationErrorException,
  ConfirmSubscriptionCommand,
} from "@aws-sdk/client-sns";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { subscriptionArnOf, subscriptions } from "../tables.ts";
import { invalid, onTopic, topicOf } from "../topic.ts";

/** Whoever has the token may confirm, without credentials: the endpoint was sent it. */
export const ConfirmSubscription = operation(ConfirmSubscriptionCommand, {
  identify: async (_input, { caller }) => ({ caller }),
  needs: ({ TopicArn }, ctx) =>
    ctx.caller.type === "Anonymous"
      ? []
      : onTopic("ConfirmSubscription", TopicArn, ctx),
  audit: { redact: ["Token"] },

  async handle({ TopicArn, Token, AuthenticateOnUnsubscribe }, ctx) {
    const { topicArn } = await topicOf(TopicArn, ctx);
    const authenticateOnUnsubscribe = AuthenticateOnUnsubscribe === "true";
    if (authenticateOnUnsubscribe && ctx.caller.type === "Anonymous")
      throw fault(
        AuthorizationErrorException,
        "AuthenticateOnUnsubscribe needs a signed request",
      );
    const rows = ctx.table(subscriptions);
    const { rows: all } = await rows.list({ prefix: [topicArn] });
    const pending = all.find(({ token }) => token === Token);
    if (!pending) throw invalid("Token");
    const { token: _used, ...confirmed } = pending;
    await rows.put({ ...confirmed, authenticateOnUnsubscribe });
    return { SubscriptionArn: subscriptionArnOf(pending) };
  },
});
