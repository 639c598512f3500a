import { UpdateTerminationProtectionCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { changeStack, onStack, stackOf } from "../stack.ts";
import { stackArn } from "../tables.ts";

export const UpdateTerminationProtection = operation(
  UpdateTerminationProtectionCommand,
  {
    needs: async ({ StackName }, ctx) => [
      await onStack("UpdateTerminationProtection", StackName, ctx),
    ],

    async handle({ StackName, EnableTerminationProtection }, ctx) {
      const stack = await stackOf(StackName, ctx);
      await changeStack(
        stack.id,
        (row) => ({
          ...row,
          terminationProtection: EnableTerminationProtection,
        }),
        ctx,
      );
      return { StackId: stackArn(ctx, stack) };
    },
  },
);
