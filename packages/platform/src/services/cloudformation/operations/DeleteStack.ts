import { DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { beginOperation } from "../begin.ts";
import { userOf } from "../engine/outputs.ts";
import { passRole, stackRequestKeys } from "../request-keys.ts";
import { findStack, invalid, onStack } from "../stack.ts";
import { stackArn } from "../tables.ts";

/** Deleting a stack that is not there is no error. */
export const DeleteStack = operation(DeleteStackCommand, {
  needs: async (input, ctx) => [
    await onStack("DeleteStack", input.StackName, ctx, stackRequestKeys(input)),
    ...passRole(input.RoleARN),
  ],

  async handle(input, ctx) {
    const stack = await findStack(input.StackName, ctx);
    if (!stack || stack.status === "DELETE_COMPLETE") return {};
    if (stack.status === "DELETE_IN_PROGRESS") return {};
    if (stack.terminationProtection)
      throw invalid(
        `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`,
      );
    if (input.RetainResources?.length && stack.status !== "DELETE_FAILED")
      throw invalid(
        `Invalid operation on stack [${stackArn(ctx, stack)}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
      );
    for (const { exportName } of stack.outputs) {
      const user = exportName && (await userOf(exportName, ctx));
      if (user)
        throw invalid(
          `Export ${exportName} cannot be deleted as it is in use by ${user}`,
        );
    }
    const roleArn = input.RoleARN ?? stack.roleArn;
    await beginOperation(
      stack,
      "DELETE_IN_PROGRESS",
      {
        kind: "DELETE",
        onFailure: "DO_NOTHING",
        keep: input.RetainResources ?? [],
        ...(roleArn === undefined ? {} : { roleArn }),
        ...(input.ClientRequestToken === undefined
          ? {}
          : { clientToken: input.ClientRequestToken }),
      },
      ctx,
    );
    return {};
  },
});
