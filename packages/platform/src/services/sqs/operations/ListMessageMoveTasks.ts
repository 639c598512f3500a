import {
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
} from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { noSuchQueue, taskQueue, writeTaskHandle } from "../move-tasks.ts";
import { checkedRange } from "../parameter-faults.ts";
import { onReference, type QueueReference } from "../queue-reference.ts";
import { moveTasks, queues, type MoveTaskRow } from "../tables.ts";

const MOST = 10;

/** The newest tasks of a queue, the newest first. */
export const ListMessageMoveTasks = operation(ListMessageMoveTasksCommand, {
  needs: async ({ SourceArn }, ctx) => {
    const need = await onReference(taskQueue(SourceArn, ctx), ctx);
    return [need("sqs:ListMessageMoveTasks")];
  },

  async handle({ SourceArn, MaxResults }, ctx) {
    checkedRange(MaxResults, "MaxResults", 1, MOST);
    const source = taskQueue(SourceArn, ctx);
    if (!(await ctx.table(queues, source).get(source.queueName)))
      throw noSuchQueue();
    const { rows } = await ctx.table(moveTasks, source).list({
      prefix: [source.queueName],
      reverse: true,
      limit: MaxResults ?? 1,
    });
    return { Results: rows.map((row) => shown(row, source)) };
  },
});

/** The handle is for cancelling: a task that is over has none. */
function shown(
  task: MoveTaskRow,
  source: QueueReference,
): ListMessageMoveTasksResultEntry {
  return {
    ...(task.status === "RUNNING"
      ? { TaskHandle: writeTaskHandle(source, task.taskId) }
      : {}),
    Status: task.status,
    SourceArn: source.arn,
    ...(task.destinationArn === undefined
      ? {}
      : { DestinationArn: task.destinationArn }),
    ...(task.perSecond === undefined
      ? {}
      : { MaxNumberOfMessagesPerSecond: task.perSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failure === undefined ? {} : { FailureReason: task.failure }),
    StartedTimestamp: task.startedAt,
  };
}
