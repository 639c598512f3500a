import { ContinueUpdateRollbackCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { operationBegun } from "../engine/begun.ts";
import { tellStack } from "../engine/stack-events.ts";
import { passRole, stackRequestKeys } from "../request-keys.ts";
import { checkRole } from "../stack-role.ts";
import { changeStack, invalid, onStack, stackOf } from "../stack.ts";
import { operations, stackArn } from "../tables.ts";

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

  async handle({ StackName, ResourcesToSkip, RoleARN }, ctx) {
    const stack = await stackOf(StackName, ctx);
    const { failedRollback } = stack;
    if (stack.status !== "UPDATE_ROLLBACK_FAILED" || !failedRollback)
      throw invalid(
        `Stack:${stackArn(ctx, stack)} is in ${stack.status} state and can not be rolled back.`,
      );
    await checkRole(stack, RoleARN ?? failedRollback.roleArn, ctx);
    const status = "UPDATE_ROLLBACK_IN_PROGRESS";
    const begun = await changeStack(
      stack.id,
      ({ failedRollback: _gone, statusReason: _old, ...row }) => ({
        ...row,
        status,
      }),
      ctx,
    );
    await ctx.table(operations).put({
      ...failedRollback,
      caller: ctx.caller,
      keep: ResourcesToSkip ?? [],
      ...(RoleARN === undefined ? {} : { roleArn: RoleARN }),
    });
    await tellStack(begun, stackArn(ctx, stack), status, ctx, {
      reason: "User Initiated",
    });
    ctx.emit(operationBegun, { stackId: stack.id });
    return {};
  },
});
