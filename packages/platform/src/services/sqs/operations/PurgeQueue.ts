import { PurgeQueueCommand, PurgeQueueInProgress } from "@aws-sdk/client-sqs";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { openQueue } from "../open-queue.ts";
import { onQueue } from "../queue-reference.ts";
import { queues, removed } from "../tables.ts";

/** One purge a minute. */
const APART = 60_000;

/** The messages are gone with the answer; their rows follow. */
export const PurgeQueue = operation(PurgeQueueCommand, {
  needs: onQueue("sqs:PurgeQueue"),

  async handle({ QueueUrl }, ctx) {
    const { reference, row, live } = await openQueue(QueueUrl, ctx);
    const now = ctx.now();
    if (row.purgedAt !== undefined && now < row.purgedAt + APART)
      throw fault(
        PurgeQueueInProgress,
        `Only one PurgeQueue operation on ${row.queueName} is allowed every 60 seconds.`,
      );
    const through = live.index.last;
    await ctx
      .table(queues, reference)
      .put({ ...row, purgedAt: now, purgedThrough: through });
    const { accountId, region } = reference;
    ctx.emit(removed, { accountId, region, queueId: row.queueId, through });
    ctx.atEnd((committed) => {
      if (committed) live.index.removeThrough(through);
    });
    return {};
  },
});
