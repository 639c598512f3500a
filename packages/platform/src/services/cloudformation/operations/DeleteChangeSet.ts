import { DeleteChangeSetCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { findChangeSet, onChangeSet } from "../change-set.ts";
import { changeSets, templates } from "../tables.ts";

/** One that is not there is no error. */
export const DeleteChangeSet = operation(DeleteChangeSetCommand, {
  needs: async (input, ctx) => [
    await onChangeSet("DeleteChangeSet", input, ctx),
  ],

  async handle(input, ctx) {
    const found = await findChangeSet(input, ctx);
    if (!found) return {};
    const { stackId, id, target, executionStatus } = found.changeSet;
    await ctx.table(changeSets).delete(stackId, id);
    if (executionStatus !== "EXECUTE_COMPLETE")
      await ctx.table(templates).delete(stackId, target.templateVersion);
    return {};
  },
});
