import { CancelUpdateStackCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { operations } from "../tables.ts";

export const CancelUpdateStack = operation(CancelUpdateStackCommand, {
  needs: async ({ StackName }, ctx) => [
    await onStack("CancelUpdateStack", StackName, ctx),
  ],

  async handle({ StackName }, ctx) {
    const stack = await stackOf(StackName, ctx);
    const row = await ctx.table(operations).get(stack.id);
    if (row?.kind !== "UPDATE" || row.phase !== "forward")
      throw invalid(
        "CancelUpdateStack cannot be called from current stack status",
      );
    await ctx.table(operations).put({ ...row, cancelled: true });
    return {};
  },
});
