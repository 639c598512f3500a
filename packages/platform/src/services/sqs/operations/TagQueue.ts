import { TagQueueCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { existingQueue, onQueue, queueReference } from "../queue-reference.ts";
import { queues } from "../tables.ts";
import { checkedTags } from "../tags.ts";

export const TagQueue = operation(TagQueueCommand, {
  needs: async (input, ctx) =>
    (await onQueue("sqs:TagQueue")(input, ctx)).map((need) => ({
      ...need,
      keys: { ...need.keys, ...requestTagKeys(input.Tags) },
    })),

  async handle({ QueueUrl, Tags }, ctx) {
    const reference = queueReference(QueueUrl, ctx);
    const row = await existingQueue(reference, ctx);
    const tags = checkedTags({ ...row.tags, ...Tags });
    await ctx.table(queues, reference).put({ ...row, tags });
    return {};
  },
});
