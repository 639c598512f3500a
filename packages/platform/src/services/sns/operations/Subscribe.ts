import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { SubscribeCommand } from "@aws-sdk/client-sns";
import type { Context } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import { hexadecimal } from "../../../core/random.ts";
import { ensureNoticeSigner } from "../../../core/trust/notice-signer.ts";
import { accountOf, checkEndpoint } from "../protocols.ts";
import { shownArn } from "../subscription.ts";
import { withSubscriptionAttribute } from "../subscription-attributes.ts";
import {
  confirmationDue,
  confirmationEnded,
  subscriptionArnOf,
  subscriptions,
  type SubscriptionRow,
} from "../tables.ts";
import { invalid, onTopic, topicOf, type FoundTopic } from "../topic.ts";

const TOKEN_LENGTH = 64;
/** A subscription that is not confirmed is deleted after two days. */
const PENDING_MS = 2 * 86_400_000;

/** Subscribing again as before answers with the subscription that there is. */
export const Subscribe = operation(SubscribeCommand, {
  needs: ({ TopicArn, Protocol, Endpoint }, ctx) =>
    onTopic("Subscribe", TopicArn, ctx, {
      "sns:Protocol": Protocol,
      "sns:Endpoint": Endpoint,
    }),

  async handle(input, ctx) {
    const { Protocol, Endpoint, Attributes = {} } = input;
    const found = await topicOf(input.TopicArn, ctx);
    const { fifo } = found.topic;
    checkEndpoint(Protocol, Endpoint, fifo);
    const of = { protocol: Protocol, fifoTopic: fifo };
    let attributes: Readonly<Record<string, string>> = {};
    for (const [name, value] of Object.entries(Attributes))
      attributes = withSubscriptionAttribute(attributes, name, value, of);

    const known = await subscribed(found, Protocol, Endpoint, ctx);
    if (
      known &&
      Object.keys(attributes).length > 0 &&
      !isDeepStrictEqual(known.attributes, attributes)
    )
      throw invalid(
        "Attributes Reason: Subscription already exists with different attributes",
      );
    const row =
      known ?? (await subscribe(found, Protocol, Endpoint, attributes, ctx));
    return {
      SubscriptionArn: input.ReturnSubscriptionArn
        ? subscriptionArnOf(row)
        : row.token === undefined
          ? shownArn(row)
          : "pending confirmation",
    };
  },
});

async function subscribed(
  { topicArn }: FoundTopic,
  protocol: string,
  endpoint: string,
  ctx: Context,
): Promise<SubscriptionRow | undefined> {
  const { rows } = await ctx.table(subscriptions).list({ prefix: [topicArn] });
  return rows.find(
    (row) => row.protocol === protocol && row.endpoint === endpoint,
  );
}

async function subscribe(
  { topicArn }: FoundTopic,
  protocol: string,
  endpoint: string,
  attributes: Readonly<Record<string, string>>,
  ctx: Context,
): Promise<SubscriptionRow> {
  await ensureNoticeSigner(ctx);
  const row: SubscriptionRow = {
    topicArn,
    id: randomUUID(),
    owner: ctx.caller.accountId,
    protocol,
    endpoint,
    createdAt: ctx.now(),
    authenticateOnUnsubscribe: false,
    attributes,
    ...(isOwn(protocol, endpoint, ctx)
      ? {}
      : { token: hexadecimal(TOKEN_LENGTH) }),
  };
  await ctx.table(subscriptions).put(row);
  if (row.token !== undefined) {
    const subscriptionArn = subscriptionArnOf(row);
    ctx.emit(confirmationDue, { subscriptionArn, failures: 0 });
    const at = ctx.now() + PENDING_MS;
    ctx.emit(confirmationEnded, { subscriptionArn }, { at });
  }
  return row;
}

/** Who subscribes a queue or function of the own account need not be asked again; functions cannot be. */
function isOwn(protocol: string, endpoint: string, ctx: Context): boolean {
  return (
    protocol === "lambda" ||
    accountOf(protocol, endpoint) === ctx.caller.accountId
  );
}
