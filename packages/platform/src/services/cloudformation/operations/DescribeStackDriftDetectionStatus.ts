import { DescribeStackDriftDetectionStatusCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { detections } from "../drift/tables.ts";
import { invalid } from "../stack.ts";
import { stackArn, stacks } from "../tables.ts";

export const DescribeStackDriftDetectionStatus = operation(
  DescribeStackDriftDetectionStatusCommand,
  {
    needs: () => [
      allow("cloudformation:DescribeStackDriftDetectionStatus", "*"),
    ],

    async handle({ StackDriftDetectionId }, ctx) {
      const row = await ctx.table(detections).get(StackDriftDetectionId);
      const stack = row && (await ctx.table(stacks).get(row.stackId));
      if (!stack)
        throw invalid(
          `Drift detection ${StackDriftDetectionId} does not exist`,
        );
      return {
        StackId: stackArn(ctx, stack),
        StackDriftDetectionId,
        StackDriftStatus: row.driftStatus,
        DetectionStatus: row.status,
        DriftedStackResourceCount: row.drifted,
        Timestamp: new Date(row.at),
      };
    },
  },
);
