import { AddPermissionCommand } from "@aws-sdk/client-sns";
import { operation } from "../../../core/operation.ts";
import { withPermission } from "../topic-policy.ts";
import { topics } from "../tables.ts";
import { invalid, onTopic, topicOf } from "../topic.ts";

export const AddPermission = operation(AddPermissionCommand, {
  needs: ({ TopicArn }, ctx) => onTopic("AddPermission", TopicArn, ctx),

  async handle({ TopicArn, Label, AWSAccountId, ActionName }, ctx) {
    const { topic, topicArn, place } = await topicOf(TopicArn, ctx);
    if (!AWSAccountId.every((id) => /^\d{12}$/.test(id)))
      throw invalid("Policy Error: PrincipalNotFound");
    const permission = {
      label: Label,
      accounts: AWSAccountId,
      actions: ActionName,
    };
    await ctx
      .table(topics, place)
      .put(await withPermission(topic, topicArn, permission, ctx));
    return {};
  },
});
