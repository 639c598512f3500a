import { SetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { operation } from "../../../core/operation.ts";
import { withAttribute } from "../topic-attributes.ts";
import { topics } from "../tables.ts";
import { onTopic, topicOf } from "../topic.ts";

export const SetTopicAttributes = operation(SetTopicAttributesCommand, {
  needs: ({ TopicArn }, ctx) => onTopic("SetTopicAttributes", TopicArn, ctx),

  async handle({ TopicArn, AttributeName, AttributeValue = "" }, ctx) {
    const { topic, topicArn, place } = await topicOf(TopicArn, ctx);
    await ctx
      .table(topics, place)
      .put(
        await withAttribute(
          topic,
          topicArn,
          AttributeName,
          AttributeValue,
          ctx,
        ),
      );
    return {};
  },
});
