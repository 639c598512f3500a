import { RemovePermissionCommand } from "@aws-sdk/client-sns";
import { operation } from "../../../core/operation.ts";
import { withoutPermission } from "../topic-policy.ts";
import { topics } from "../tables.ts";
import { onTopic, topicOf } from "../topic.ts";

export const RemovePermission = operation(RemovePermissionCommand, {
  needs: ({ TopicArn }, ctx) => onTopic("RemovePermission", TopicArn, ctx),

  async handle({ TopicArn, Label }, ctx) {
    const { topic, topicArn, place } = await topicOf(TopicArn, ctx);
    await ctx
      .table(topics, place)
      .put(withoutPermission(topic, topicArn, Label));
    return {};
  },
});
