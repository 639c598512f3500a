import { ResourceNotFoundException } from "@aws-sdk/client-sqs";
import { randomUUID } from "node:crypto";
import type { Context, Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { on } from "../../core/service.ts";
import type { Entry } from "./index/queue-index.ts";
import { drop } from "./messages/dead-letters.ts";
import { put, type OpenQueue } from "./messages/enqueue.ts";
import { openReference } from "./open-queue.ts";
import { invalidParameter } from "./parameter-faults.ts";
import { referenceTo, type QueueReference } from "./queue-reference.ts";
import {
  messages,
  moveDue,
  moveTasks,
  queueOfArn,
  queues,
  type MessageRow,
  type MoveTaskRow,
} from "./tables.ts";

/** Messages moved in one unit. */
const CHUNK = 100;
const SECOND = 1000;

/** @throws Fault InvalidParameterValue, ResourceNotFoundException where an ARN names no queue of this place */
export function taskQueue(arn: string, { region }: Place): QueueReference {
  const named = queueOfArn(arn);
  if (!named)
    throw invalidParameter(
      "You must use this format to specify the SourceArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>",
    );
  if (named.region !== region) throw noSuchQueue();
  return referenceTo(named, named.queueName);
}

export const noSuchQueue = () =>
  fault(
    ResourceNotFoundException,
    "The resource that you specified for the SourceArn parameter doesn't exist.",
  );

/** Opaque to clients: the task and the queue that it empties. */
export function writeTaskHandle(
  { accountId, region, queueName }: QueueReference,
  taskId: string,
): string {
  return Buffer.from(
    JSON.stringify({
      taskId,
      sourceArn: `arn:aws:sqs:${region}:${accountId}:${queueName}`,
    }),
  ).toString("base64");
}

/** @throws Fault InvalidParameterValue */
export function readTaskHandle(text: string): {
  taskId: string;
  source: QueueReference;
} {
  try {
    const { taskId, sourceArn } = JSON.parse(
      Buffer.from(text, "base64").toString(),
    ) as { taskId: unknown; sourceArn: unknown };
    const named =
      typeof sourceArn === "string" ? queueOfArn(sourceArn) : undefined;
    if (typeof taskId === "string" && named)
      return { taskId, source: referenceTo(named, named.queueName) };
  } catch {
    // Told below: what is no JSON is no handle.
  }
  throw invalidParameter("Value for parameter TaskHandle is invalid.");
}

/** Moves the next messages of a task, and comes again until there are none. */
export const move = on(
  moveDue,
  async ({ accountId, region, sourceName, taskId }, ctx) => {
    const source = referenceTo({ accountId, region }, sourceName);
    const tasks = ctx.table(moveTasks, source);
    const task = await tasks.get(sourceName, taskId);
    if (!task) return;
    if (task.status === "CANCELLING") {
      await tasks.put({ ...task, status: "CANCELLED" });
      return;
    }
    if (task.status !== "RUNNING") return;
    const open = await openReference(source, ctx.aside());
    const step = await moveSome(task, open, ctx);
    const moved = task.moved + step.moved;
    if (step.failure !== undefined) {
      await tasks.put({
        ...task,
        moved,
        status: "FAILED",
        failure: step.failure,
      });
      return;
    }
    const status = step.over ? "COMPLETED" : "RUNNING";
    await tasks.put({ ...task, moved, status });
    if (!step.over)
      ctx.emit(
        moveDue,
        { accountId, region, sourceName, taskId },
        task.perSecond === undefined ? {} : { at: ctx.now() + SECOND },
      );
  },
);

interface Step {
  readonly moved: number;
  readonly over: boolean;
  readonly failure?: string;
}

async function moveSome(
  task: MoveTaskRow,
  source: OpenQueue,
  ctx: Context,
): Promise<Step> {
  const { index } = source.live;
  const count = Math.min(task.perSecond ?? CHUNK, CHUNK * 5);
  const entries = index.claim(count, ctx.now());
  ctx.atEnd((committed) => {
    // What was moved is gone from the index by then.
    for (const entry of entries) index.release(entry, ctx.now());
    if (committed) source.live.wakeOne();
  });
  const due = entries.filter(({ sequence }) => sequence <= task.through);
  let moved = 0;
  for (const entry of due) {
    const failure = await moveOne(entry, task, source, ctx);
    if (failure !== undefined) return { moved, over: true, failure };
    moved++;
  }
  return { moved, over: due.length === 0 };
}

/** A message that was moved is a new one: its id, its age and its receives begin again. */
async function moveOne(
  entry: Entry,
  task: MoveTaskRow,
  source: OpenQueue,
  ctx: Context,
): Promise<string | undefined> {
  const message = await ctx
    .table(messages, source.reference)
    .get(source.row.queueId, entry.sequence);
  if (!message) return undefined;
  const target = task.destinationArn ?? message.deadLetterSource;
  if (target === undefined) return "CouldNotDetermineMessageSource";
  const named = queueOfArn(target);
  const row = named && (await ctx.table(queues, named).get(named.queueName));
  if (!row) return "AWS.SimpleQueueService.NonExistentQueue";
  const destination = await openReference(
    referenceTo(named, named.queueName),
    ctx,
  );
  await drop(entry, source, ctx);
  await put(renewed(message, ctx.now()), destination, ctx);
  return undefined;
}

function renewed(
  message: MessageRow,
  now: number,
): Omit<MessageRow, "queueId" | "sequence"> {
  const {
    queueId: _queue,
    sequence: _sequence,
    deadLetterSource: _source,
    ...kept
  } = message;
  return { ...kept, messageId: randomUUID(), sentAt: now, availableAt: now };
}
