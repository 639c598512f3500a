import { DetectStackResourceDriftCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { driftOf } from "../drift/detect.ts";
import { shownDrift } from "../drift/shown.ts";
import { drifts } from "../drift/tables.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { resources, stackArn } from "../tables.ts";

export const DetectStackResourceDrift = operation(
  DetectStackResourceDriftCommand,
  {
    needs: async ({ StackName }, ctx) => [
      await onStack("DetectStackResourceDrift", StackName, ctx),
    ],
    audit: { readOnly: false },

    async handle({ StackName, LogicalResourceId }, ctx) {
      const stack = await stackOf(StackName, ctx);
      const row = await ctx.table(resources).get(stack.id, LogicalResourceId);
      if (row?.identifier === undefined)
        throw invalid(
          `Resource ${LogicalResourceId} does not exist for stack ${stack.name}`,
        );
      const drift = await driftOf(row, ctx.caller, ctx.aside());
      await ctx.table(drifts).put(drift);
      return { StackResourceDrift: shownDrift(drift, stackArn(ctx, stack)) };
    },
  },
);
