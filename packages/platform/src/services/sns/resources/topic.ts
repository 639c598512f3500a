import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type Tag,
} from "@aws-sdk/client-sns";
import { absentAs } from "../../../core/resource-absence.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  changeTags,
  tagMap,
  tagProperty,
} from "../../../core/resource-tags.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { topicArnOf } from "../tables.ts";
import { attributesOf, changedAttributes } from "./attributes.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::SNS::Topic";

const absent = absentAs("NotFoundException");

/** Properties that SNS knows as attributes of the same name. */
const ATTRIBUTES = [
  "DisplayName",
  "SignatureVersion",
  "TracingConfig",
  "ContentBasedDeduplication",
  "FifoThroughputScope",
  "KmsMasterKeyId",
  "ArchivePolicy",
  "DataProtectionPolicy",
];

interface InlineSubscription {
  readonly Endpoint: string;
  readonly Protocol: string;
}

/** A topic, with the subscriptions that stand in its template. */
export const topic = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "sns.topics": regionalRow(topicArnOf) },

  async create(properties, ctx) {
    const { TopicName, FifoTopic, Tags, Subscription } = properties;
    const fifo = FifoTopic === true;
    const name = ctx.name({ most: fifo ? 251 : 256 });
    const Name =
      (TopicName as string | undefined) ?? (fifo ? `${name}.fifo` : name);
    const arn = topicArnOf(ctx, Name);
    // SNS takes the making of the same topic again for a success.
    await refuseExisting(typeName, arn, ctx, async () =>
      Boolean(
        await ctx
          .send(new GetTopicAttributesCommand({ TopicArn: arn }))
          .catch(absent),
      ),
    );
    const { TopicArn = "" } = await ctx.send(
      new CreateTopicCommand({
        Name,
        Attributes: {
          ...attributesOf(properties, ATTRIBUTES),
          ...(fifo ? { FifoTopic: "true" } : {}),
        },
        ...(Tags ? { Tags: Tags as Tag[] } : {}),
      }),
    );
    await subscribe(TopicArn, Subscription, ctx);
    return TopicArn;
  },

  async read(TopicArn, ctx) {
    const found = await ctx
      .send(new GetTopicAttributesCommand({ TopicArn }))
      .catch(absent);
    if (!found) return undefined;
    const { Tags = [] } = await ctx.send(
      new ListTagsForResourceCommand({ ResourceArn: TopicArn }),
    );
    const { Subscriptions = [] } = await ctx.send(
      new ListSubscriptionsByTopicCommand({ TopicArn }),
    );
    return shown(TopicArn, found.Attributes ?? {}, Tags, Subscriptions);
  },

  async update(TopicArn, change, ctx) {
    const { before, after } = change;
    for (const [AttributeName, AttributeValue] of changedAttributes(
      before,
      after,
      ATTRIBUTES,
    ))
      await ctx.send(
        new SetTopicAttributesCommand({
          TopicArn,
          AttributeName,
          AttributeValue,
        }),
      );
    await changeTags(change, {
      untag: (TagKeys) =>
        ctx.send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys })),
      tag: (tags) =>
        ctx.send(
          new TagResourceCommand({
            ResourceArn: TopicArn,
            Tags: tagProperty(tags).Tags,
          }),
        ),
    });
    await subscribe(TopicArn, after["Subscription"], ctx);
  },

  async delete(TopicArn, ctx) {
    await ctx.send(new DeleteTopicCommand({ TopicArn }));
  },

  list: (ctx) =>
    everyPage(async (NextToken) => {
      const page = await ctx.send(
        new ListTopicsCommand(NextToken === undefined ? {} : { NextToken }),
      );
      return {
        items: page.Topics?.map(({ TopicArn = "" }) => TopicArn),
        next: page.NextToken,
      };
    }),
});

function shown(
  TopicArn: string,
  attributes: Readonly<Record<string, string>>,
  tags: readonly Tag[],
  subscriptions: readonly {
    Endpoint?: string | undefined;
    Protocol?: string | undefined;
  }[],
): Properties {
  const { FifoTopic, ContentBasedDeduplication, DisplayName, ...rest } =
    attributes;
  return {
    TopicArn,
    TopicName: TopicArn.split(":").at(-1),
    ...(DisplayName ? { DisplayName } : {}),
    ...(FifoTopic === "true"
      ? {
          FifoTopic: true,
          ContentBasedDeduplication: ContentBasedDeduplication === "true",
        }
      : {}),
    ...Object.fromEntries(
      ["SignatureVersion", "TracingConfig", "FifoThroughputScope"].flatMap(
        (name) => (rest[name] === undefined ? [] : [[name, rest[name]]]),
      ),
    ),
    ...tagProperty(tagMap(tags)),
    ...(subscriptions.length > 0
      ? {
          Subscription: subscriptions.map(({ Endpoint, Protocol }) => ({
            Endpoint,
            Protocol,
          })),
        }
      : {}),
  };
}

/** Subscribing again answers with the subscription that there is. */
async function subscribe(
  TopicArn: string,
  subscriptions: unknown,
  ctx: ResourceContext,
): Promise<void> {
  for (const { Endpoint, Protocol } of (subscriptions ??
    []) as InlineSubscription[])
    await ctx.send(new SubscribeCommand({ TopicArn, Endpoint, Protocol }));
}
