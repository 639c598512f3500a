import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { liveQueues } from "../index/live-queues.ts";
import { existingQueue, onQueue, queueReference } from "../queue-reference.ts";
import { deleteTasks } from "../removal.ts";
import { queues, removed } from "../tables.ts";

/** A queue of the same name may be made at once: what it would find of the old one belongs to another id. */
export const DeleteQueue = operation(DeleteQueueCommand, {
  needs: onQueue("sqs:DeleteQueue"),

  async handle({ QueueUrl }, ctx) {
    const reference = queueReference(QueueUrl, ctx);
    const { queueName, queueId } = await existingQueue(reference, ctx);
    await ctx.table(queues, reference).delete(queueName);
    const { accountId, region } = reference;
    await deleteTasks(reference, ctx);
    ctx.emit(removed, { accountId, region, queueId });
    ctx.atEnd((committed) => {
      if (committed) liveQueues(ctx.platform).drop(queueId);
    });
    return {};
  },
});
