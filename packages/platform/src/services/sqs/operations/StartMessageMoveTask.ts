import { StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import type { NeedsContext } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { operation, type Need } from "../../../core/operation.ts";
import { timeOrderedId } from "../../../core/time-ordered-id.ts";
import { liveQueues } from "../index/live-queues.ts";
import { noSuchQueue, taskQueue, writeTaskHandle } from "../move-tasks.ts";
import { checkedRange, invalidParameter } from "../parameter-faults.ts";
import {
  onReference,
  referenceTo,
  type QueueReference,
} from "../queue-reference.ts";
import { moveDue, moveTasks, queues } from "../tables.ts";

const FASTEST = 500;

/** Whoever starts a task must be allowed all that it does (SQS developer guide, "Dead-letter queue redrive"). */
export const StartMessageMoveTask = operation(StartMessageMoveTaskCommand, {
  needs: async ({ SourceArn, DestinationArn }, ctx) => {
    const source = taskQueue(SourceArn, ctx);
    const on = await onReference(source, ctx);
    const targets =
      DestinationArn === undefined
        ? await sourcesOf(source, ctx)
        : [taskQueue(DestinationArn, ctx)];
    const sends = targets.map(async (target): Promise<Need> => {
      const need = await onReference(target, ctx);
      return need("sqs:SendMessage");
    });
    return [
      on("sqs:StartMessageMoveTask"),
      on("sqs:ReceiveMessage"),
      on("sqs:DeleteMessage"),
      on("sqs:GetQueueAttributes"),
      ...(await Promise.all(sends)),
    ];
  },

  async handle(
    { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond },
    ctx,
  ) {
    checkedRange(
      MaxNumberOfMessagesPerSecond,
      "MaxNumberOfMessagesPerSecond",
      1,
      FASTEST,
    );
    const source = taskQueue(SourceArn, ctx);
    const row = await ctx.table(queues, source).get(source.queueName);
    if (!row) throw noSuchQueue();
    if ((await sourcesOf(source, ctx)).length === 0)
      throw invalidParameter(
        "Source queue must be configured as a Dead Letter Queue.",
      );
    if (DestinationArn !== undefined) {
      const target = taskQueue(DestinationArn, ctx);
      if (!(await ctx.table(queues, target).get(target.queueName)))
        throw noSuchQueue();
      if (target.arn === source.arn)
        throw invalidParameter(
          "Source queue arn and destination queue arn cannot be the same.",
        );
    }
    const tasks = ctx.table(moveTasks, source);
    const { rows } = await tasks.list({ prefix: [source.queueName] });
    if (rows.some(({ status }) => status === "RUNNING"))
      throw fault(
        "UnsupportedOperation",
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        400,
      );
    const { index } = await liveQueues(ctx.platform).of(source, row);
    const taskId = timeOrderedId(ctx.now());
    await tasks.put({
      taskId,
      sourceName: source.queueName,
      status: "RUNNING",
      startedAt: ctx.now(),
      toMove: index.counts(ctx.now()).visible,
      moved: 0,
      through: index.last,
      ...(DestinationArn === undefined
        ? {}
        : { destinationArn: DestinationArn }),
      ...(MaxNumberOfMessagesPerSecond === undefined
        ? {}
        : { perSecond: MaxNumberOfMessagesPerSecond }),
    });
    const { accountId, region, queueName } = source;
    ctx.emit(moveDue, { accountId, region, sourceName: queueName, taskId });
    return { TaskHandle: writeTaskHandle(source, taskId) };
  },
});

/** The queues whose dead letters a queue takes. */
async function sourcesOf(
  { accountId, region, arn }: QueueReference,
  ctx: Pick<NeedsContext, "table">,
): Promise<readonly QueueReference[]> {
  const at = { accountId, region };
  const { rows } = await ctx
    .table(queues, at)
    .list({ index: "byDeadLetterQueue", prefix: [arn], limit: 10 });
  return rows.map(({ queueName }) => referenceTo(at, queueName));
}
