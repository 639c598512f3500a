import { SignalResourceCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { signals } from "../signals.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { resources, stackArn } from "../tables.ts";

/** Tells a resource that its creation policy waits for whether something went well. */
export const SignalResource = operation(SignalResourceCommand, {
  needs: async ({ StackName }, ctx) => [
    await onStack("SignalResource", StackName, ctx),
  ],

  async handle({ StackName, LogicalResourceId, UniqueId, Status }, ctx) {
    const stack = await stackOf(StackName, ctx);
    if (!/^(CREATE|UPDATE)_IN_PROGRESS$/.test(stack.status))
      throw invalid(
        `Stack:${stackArn(ctx, stack)} is in ${stack.status} state and can not be signaled`,
      );
    const row = await ctx.table(resources).get(stack.id, LogicalResourceId);
    if (!row)
      throw invalid(
        `Resource ${LogicalResourceId} does not exist for stack ${stack.name}`,
      );
    if (row.step?.kind !== "create")
      throw invalid(
        `Resource ${LogicalResourceId} is in ${row.status} state and can not be signaled`,
      );
    await ctx
      .table(signals)
      .put({ work: row.step.id, uniqueId: UniqueId, status: Status });
    return {};
  },
});
