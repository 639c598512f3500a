import { DeleteTopicCommand } from "@aws-sdk/client-sns";
import { operation } from "../../../core/operation.ts";
import { sequences, subscriptions, topics } from "../tables.ts";
import { invalid, namedTopic, onTopic } from "../topic.ts";

/** Deletes a topic with its subscriptions; one that is not there is no error. */
export const DeleteTopic = operation(DeleteTopicCommand, {
  needs: ({ TopicArn }, ctx) => onTopic("DeleteTopic", TopicArn, ctx),

  async handle({ TopicArn }, ctx) {
    const named = namedTopic(TopicArn);
    if (!named) throw invalid("TopicArn");
    await ctx.table(topics, named.place).delete(named.name);
    await ctx.table(sequences).delete(TopicArn);
    const rows = ctx.table(subscriptions);
    for (const { topicArn, id } of (await rows.list({ prefix: [TopicArn] }))
      .rows)
      await rows.delete(topicArn, id);
    return {};
  },
});
