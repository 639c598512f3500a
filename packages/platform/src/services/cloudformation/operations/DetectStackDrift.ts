import { randomUUID } from "node:crypto";
import { DetectStackDriftCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { detectionBegun, detections } from "../drift/tables.ts";
import { onStack, stackOf } from "../stack.ts";

export const DetectStackDrift = operation(DetectStackDriftCommand, {
  needs: async ({ StackName }, ctx) => [
    await onStack("DetectStackDrift", StackName, ctx),
  ],
  audit: { readOnly: false },

  async handle({ StackName, LogicalResourceIds }, ctx) {
    const stack = await stackOf(StackName, ctx);
    const id = randomUUID();
    await ctx.table(detections).put({
      id,
      stackId: stack.id,
      status: "DETECTION_IN_PROGRESS",
      drifted: 0,
      at: ctx.now(),
      caller: ctx.caller,
      ...(LogicalResourceIds ? { logicalIds: LogicalResourceIds } : {}),
    });
    ctx.emit(detectionBegun, { id, stackId: stack.id });
    return { StackDriftDetectionId: id };
  },
});
