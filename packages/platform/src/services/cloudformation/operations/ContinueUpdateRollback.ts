import { ContinueUpdateRollbackCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { beginRollback } from "../begin.ts";
import { passRole, stackRequestKeys } from "../request-keys.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { stackArn } from "../tables.ts";

/** Goes on with a rollback that failed, past the resources that are to be skipped. */
export const ContinueUpdateRollback = operation(ContinueUpdateRollbackCommand, {
  needs: async (input, ctx) => [
    await onStack(
      "ContinueUpdateRollback",
      input.StackName,
      ctx,
      stackRequestKeys(input),
    ),
    ...passRole(input.RoleARN),
  ],

  async handle(input, ctx) {
    const stack = await stackOf(input.StackName, ctx);
    const { failedOperation } = stack;
    if (stack.status !== "UPDATE_ROLLBACK_FAILED" || !failedOperation)
      throw invalid(
        `Stack:${stackArn(ctx, stack)} is in ${stack.status} state and can not be rolled back.`,
      );
    await beginRollback(
      stack,
      "UPDATE_ROLLBACK_IN_PROGRESS",
      { ...failedOperation, keep: input.ResourcesToSkip ?? [] },
      input,
      ctx,
    );
    return {};
  },
});
