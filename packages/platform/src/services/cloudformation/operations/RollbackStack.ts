import { RollbackStackCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { beginRollback } from "../begin.ts";
import { passRole, stackRequestKeys } from "../request-keys.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { stackArn, type StackStatus } from "../tables.ts";

/** From which failures a stack goes back, and what it is called. */
const WAYS_BACK: Partial<Record<StackStatus, StackStatus>> = {
  CREATE_FAILED: "ROLLBACK_IN_PROGRESS",
  UPDATE_FAILED: "UPDATE_ROLLBACK_IN_PROGRESS",
};

/** Goes back to how a stack last was well; one that never was is taken down. */
export const RollbackStack = operation(RollbackStackCommand, {
  needs: async (input, ctx) => [
    await onStack("RollbackStack", input.StackName, ctx, {
      "cloudformation:RoleArn":
        stackRequestKeys(input)["cloudformation:RoleArn"],
    }),
    ...passRole(input.RoleARN),
  ],

  async handle(input, ctx) {
    const stack = await stackOf(input.StackName, ctx);
    const { failedOperation } = stack;
    const status = WAYS_BACK[stack.status];
    if (!status || !failedOperation)
      throw invalid(
        `Stack:${stackArn(ctx, stack)} is in ${stack.status} state and can not be rolled back.`,
      );
    await beginRollback(
      stack,
      status,
      {
        ...failedOperation,
        onFailure: "ROLLBACK",
        ...(input.RetainExceptOnCreate === undefined
          ? {}
          : { retainExceptOnCreate: input.RetainExceptOnCreate }),
      },
      input,
      ctx,
    );
    return { StackId: stackArn(ctx, stack) };
  },
});
