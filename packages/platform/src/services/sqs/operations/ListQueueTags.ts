import { ListQueueTagsCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { existingQueue, onQueue, queueReference } from "../queue-reference.ts";

export const ListQueueTags = operation(ListQueueTagsCommand, {
  needs: onQueue("sqs:ListQueueTags"),

  async handle({ QueueUrl }, ctx) {
    const { tags } = await existingQueue(queueReference(QueueUrl, ctx), ctx);
    return Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } };
  },
});
