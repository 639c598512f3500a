import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { everyPage } from "../../../core/resource-pages.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  changeTags,
  tagMap,
  tagProperty,
} from "../../../core/resource-tags.ts";
import {
  resourceType,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import {
  attributesOf,
  changedAttributes,
  shownAttributes,
} from "./attributes.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::SQS::Queue";

const LONGEST_NAME = 80;
const FIFO = ".fifo";
const PAGE = 1000;

/** A queue; its identifier is its URL. */
export const queue = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "sqs.queues": (
      [accountId = "", region = "", queueName = ""],
      { endpoint },
    ) => ({
      accountId,
      region,
      identifier: `${endpoint}/${accountId}/${queueName}`,
    }),
  },

  async create(properties, ctx) {
    const { QueueName: given, FifoQueue, Tags } = properties;
    const QueueName =
      (given as string | undefined) ?? generatedName(FifoQueue === true, ctx);
    // SQS takes the making of the same queue again for a success.
    await refuseExisting(typeName, QueueName, ctx, async () =>
      Boolean(
        await ctx.send(new GetQueueUrlCommand({ QueueName })).catch(absent),
      ),
    );
    const { QueueUrl = "" } = await ctx.send(
      new CreateQueueCommand({
        QueueName,
        Attributes: attributesOf(properties),
        tags: tagMap(Tags),
      }),
    );
    return QueueUrl;
  },

  async read(QueueUrl, ctx) {
    const found = await ctx
      .send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
      )
      .catch(absent);
    if (!found?.Attributes) return undefined;
    const { Tags } = await ctx.send(new ListQueueTagsCommand({ QueueUrl }));
    const Arn = found.Attributes.QueueArn;
    return {
      QueueUrl,
      Arn,
      QueueName: Arn?.split(":").at(-1),
      ...shownAttributes(found.Attributes),
      ...tagProperty(Tags),
    };
  },

  async update(QueueUrl, change, ctx) {
    const Attributes = changedAttributes(change);
    if (Object.keys(Attributes).length > 0)
      await ctx.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await changeTags(change, {
      untag: (TagKeys) =>
        ctx.send(new UntagQueueCommand({ QueueUrl, TagKeys })),
      tag: (Tags) => ctx.send(new TagQueueCommand({ QueueUrl, Tags })),
    });
  },

  async delete(QueueUrl, ctx) {
    await ctx.send(new DeleteQueueCommand({ QueueUrl })).catch(absent);
  },

  list: (ctx) =>
    everyPage(async (NextToken) => {
      const page = await ctx.send(
        new ListQueuesCommand({
          MaxResults: PAGE,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      return { items: page.QueueUrls, next: page.NextToken };
    }),
});

function generatedName(fifo: boolean, ctx: ResourceContext): string {
  return fifo
    ? `${ctx.name({ most: LONGEST_NAME - FIFO.length })}${FIFO}`
    : ctx.name({ most: LONGEST_NAME });
}
