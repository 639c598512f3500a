import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { parseArn } from "../../../core/arn.ts";
import { absentAs } from "../../../core/resource-absence.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import {
  resourceType,
  type ResourceAddress,
} from "../../../core/resource-type.ts";
import { subscriptionArnOf } from "../tables.ts";
import { attributesOf, changedAttributes } from "./attributes.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::SNS::Subscription";

/** Properties that SNS knows as attributes of the same name. */
const ATTRIBUTES = [
  "DeliveryPolicy",
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "RedrivePolicy",
  "ReplayPolicy",
  "SubscriptionRoleArn",
];

export const subscription = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "sns.subscriptions": ownerOf },

  async create(properties, ctx) {
    const { TopicArn, Protocol, Endpoint } = properties as {
      TopicArn: string;
      Protocol: string;
      Endpoint?: string;
    };
    const { SubscriptionArn = "" } = await ctx.send(
      new SubscribeCommand({
        TopicArn,
        Protocol,
        ...(Endpoint === undefined ? {} : { Endpoint }),
        ReturnSubscriptionArn: true,
        Attributes: attributesOf(properties, ATTRIBUTES),
      }),
    );
    return SubscriptionArn;
  },

  async read(SubscriptionArn, ctx) {
    const found = await ctx
      .send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))
      .catch(absentAs("NotFoundException"));
    if (!found?.Attributes) return undefined;
    const { TopicArn, Protocol, Endpoint, ...rest } = found.Attributes;
    return {
      Arn: SubscriptionArn,
      TopicArn,
      Protocol,
      Endpoint,
      RawMessageDelivery: rest["RawMessageDelivery"] === "true",
      ...Object.fromEntries(
        ["FilterPolicy", "RedrivePolicy", "DeliveryPolicy"].flatMap((name) =>
          rest[name] === undefined
            ? []
            : [[name, JSON.parse(rest[name]) as unknown]],
        ),
      ),
      ...(rest["FilterPolicyScope"] === undefined
        ? {}
        : { FilterPolicyScope: rest["FilterPolicyScope"] }),
    };
  },

  async update(SubscriptionArn, { before, after }, ctx) {
    for (const [AttributeName, AttributeValue] of changedAttributes(
      before,
      after,
      ATTRIBUTES,
    ))
      await ctx.send(
        new SetSubscriptionAttributesCommand({
          SubscriptionArn,
          AttributeName,
          AttributeValue,
        }),
      );
  },

  async delete(SubscriptionArn, ctx) {
    await ctx.send(new UnsubscribeCommand({ SubscriptionArn }));
  },

  list: (ctx) =>
    everyPage(async (NextToken) => {
      const page = await ctx.send(
        new ListSubscriptionsCommand(
          NextToken === undefined ? {} : { NextToken },
        ),
      );
      return {
        // Those that nobody has confirmed yet have no ARN.
        items: page.Subscriptions?.flatMap(({ SubscriptionArn = "" }) =>
          SubscriptionArn.startsWith("arn:") ? [SubscriptionArn] : [],
        ),
        next: page.NextToken,
      };
    }),
});

/** Subscriptions lie in no account's table: their topic tells where they belong. */
function ownerOf([topicArn = "", id = ""]: readonly string[]):
  ResourceAddress | undefined {
  const topic = parseArn(topicArn);
  if (!topic) return undefined;
  const { accountId, region } = topic;
  const identifier = subscriptionArnOf({ topicArn, id });
  return { accountId, region, identifier };
}
