import {
  ExecuteChangeSetCommand,
  InvalidChangeSetStatusException,
} from "@aws-sdk/client-cloudformation";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { beginOperation } from "../begin.ts";
import { changeSetArn, changeSetOf, onChangeSet } from "../change-set.ts";
import { template } from "../plan.ts";
import { changeSets, templates } from "../tables.ts";

/** Carries a change set out; the other change sets of the stack are of no use any more. */
export const ExecuteChangeSet = operation(ExecuteChangeSetCommand, {
  needs: async (input, ctx) => [
    await onChangeSet("ExecuteChangeSet", input, ctx),
  ],

  async handle(input, ctx) {
    const { changeSet, stack } = await changeSetOf(input, ctx);
    const { target, kind, roleArn, tags, capabilities, notificationArns } =
      changeSet;
    if (changeSet.executionStatus !== "AVAILABLE")
      throw fault(
        InvalidChangeSetStatusException,
        `ChangeSet [${changeSetArn(ctx, changeSet)}] cannot be executed in its current status of [${changeSet.status}]`,
      );
    const { rows } = await ctx.table(changeSets).list({ prefix: [stack.id] });
    for (const { id } of rows)
      if (id !== changeSet.id) await ctx.table(changeSets).delete(stack.id, id);
    await ctx
      .table(changeSets)
      .put({ ...changeSet, executionStatus: "EXECUTE_COMPLETE" });
    const row = await ctx
      .table(templates)
      .get(stack.id, target.templateVersion);
    const { description } = template(row?.processed ?? "");
    const role = roleArn ?? stack.roleArn;
    await beginOperation(
      {
        ...stack,
        tags,
        capabilities,
        notificationArns,
        changeSetId: changeSetArn(ctx, changeSet),
        disableRollback: input.DisableRollback ?? false,
        ...(kind === "CREATE"
          ? {
              parameters: target.parameters,
              templateVersion: target.templateVersion,
            }
          : {}),
        ...(role === undefined ? {} : { roleArn: role }),
        ...(description === undefined ? {} : { description }),
      },
      `${kind}_IN_PROGRESS`,
      {
        kind,
        target,
        ...(kind === "UPDATE"
          ? {
              previous: {
                templateVersion: stack.templateVersion ?? "",
                parameters: stack.parameters,
                tags: stack.tags,
                outputs: stack.outputs,
              },
            }
          : {}),
        onFailure: input.DisableRollback
          ? "DO_NOTHING"
          : (changeSet.onFailure ?? "ROLLBACK"),
        keep: [],
        ...(role === undefined ? {} : { roleArn: role }),
        ...(input.RetainExceptOnCreate === undefined
          ? {}
          : { retainExceptOnCreate: input.RetainExceptOnCreate }),
        ...(input.ClientRequestToken === undefined
          ? {}
          : { clientToken: input.ClientRequestToken }),
      },
      ctx,
    );
    return {};
  },
});
