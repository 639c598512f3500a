import { isDeepStrictEqual } from "node:util";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import type { Context } from "../../../core/context.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { withAttribute } from "../topic-attributes.ts";
import { topicArnOf, topics, type TopicRow } from "../tables.ts";
import { tagged } from "../tags.ts";
import { invalid } from "../topic.ts";

/** Making a topic again as it is answers with its ARN. */
export const CreateTopic = operation(CreateTopicCommand, {
  needs: ({ Name, Tags }, ctx) => {
    const arn = topicArnOf(ctx, Name);
    const keys = requestTagKeys(Tags);
    return [
      allow("sns:CreateTopic", arn, keys),
      ...(Tags?.length ? [allow("sns:TagResource", arn, keys)] : []),
    ];
  },

  async handle({ Name, Attributes = {}, Tags = [] }, ctx) {
    if (Attributes["DataProtectionPolicy"] !== undefined)
      throw invalid("Attributes Reason: DataProtectionPolicy is not offered");
    const { FifoTopic, ...attributes } = Attributes;
    const fifo = FifoTopic === "true";
    checkName(Name, fifo);
    const TopicArn = topicArnOf(ctx, Name);
    const known = await ctx.table(topics).get(Name);
    const asked = await withAttributes(
      {
        name: Name,
        fifo,
        createdAt: ctx.now(),
        attributes: {},
        tags: tagged({}, Tags),
      },
      TopicArn,
      attributes,
      ctx,
    );
    if (known) checkSame(known, asked, Object.keys(attributes));
    else await ctx.table(topics).put(asked);
    return { TopicArn };
  },
});

async function withAttributes(
  topic: TopicRow,
  topicArn: string,
  attributes: Readonly<Record<string, string>>,
  ctx: Context,
): Promise<TopicRow> {
  let made = topic;
  for (const [name, value] of Object.entries(attributes))
    made = await withAttribute(made, topicArn, name, value, ctx);
  return made;
}

function checkName(name: string, fifo: boolean): void {
  if (fifo ? !/^[\w-]{1,251}\.fifo$/.test(name) : name.endsWith(".fifo"))
    throw invalid(
      "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.",
    );
  if (!fifo && !/^[\w-]{1,256}$/.test(name)) throw invalid("Topic Name");
}

function checkSame(
  known: TopicRow,
  asked: TopicRow,
  names: readonly string[],
): void {
  const differs = names.some((name) =>
    name === "Policy"
      ? known.policy !== asked.policy
      : known.attributes[name] !== asked.attributes[name],
  );
  if (differs || known.fifo !== asked.fifo)
    throw invalid(
      "Attributes Reason: Topic already exists with different attributes",
    );
  if (
    Object.keys(asked.tags).length > 0 &&
    !isDeepStrictEqual(known.tags, asked.tags)
  )
    throw invalid("Tags Reason: Topic already exists with different tags");
}
