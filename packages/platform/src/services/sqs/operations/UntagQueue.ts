import { UntagQueueCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { existingQueue, onQueue, queueReference } from "../queue-reference.ts";
import { queues } from "../tables.ts";

export const UntagQueue = operation(UntagQueueCommand, {
  needs: async (input, ctx) =>
    (await onQueue("sqs:UntagQueue")(input, ctx)).map((need) => ({
      ...need,
      keys: { ...need.keys, "aws:TagKeys": input.TagKeys },
    })),

  async handle({ QueueUrl, TagKeys }, ctx) {
    const reference = queueReference(QueueUrl, ctx);
    const row = await existingQueue(reference, ctx);
    const tags = Object.fromEntries(
      Object.entries(row.tags).filter(([key]) => !TagKeys.includes(key)),
    );
    await ctx.table(queues, reference).put({ ...row, tags });
    return {};
  },
});
