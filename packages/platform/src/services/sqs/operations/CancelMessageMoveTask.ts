import {
  CancelMessageMoveTaskCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-sqs";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { readTaskHandle } from "../move-tasks.ts";
import { onReference } from "../queue-reference.ts";
import { moveTasks } from "../tables.ts";

export const CancelMessageMoveTask = operation(CancelMessageMoveTaskCommand, {
  needs: async ({ TaskHandle }, ctx) => {
    const need = await onReference(readTaskHandle(TaskHandle).source, ctx);
    return [need("sqs:CancelMessageMoveTask")];
  },

  async handle({ TaskHandle }, ctx) {
    const { source, taskId } = readTaskHandle(TaskHandle);
    const tasks = ctx.table(moveTasks, source);
    const task = await tasks.get(source.queueName, taskId);
    if (task?.status !== "RUNNING")
      throw fault(
        ResourceNotFoundException,
        "The task handle that you specified doesn't belong to a task that is running.",
      );
    await tasks.put({ ...task, status: "CANCELLING" });
    return { ApproximateNumberOfMessagesMoved: task.moved };
  },
});
