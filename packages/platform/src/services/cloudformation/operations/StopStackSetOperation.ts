import {
  InvalidOperationException,
  StopStackSetOperationCommand,
} from "@aws-sdk/client-cloudformation";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { onSet, setOf, setOperationOf } from "../stack-sets/sets.ts";
import { setOperations } from "../stack-sets/tables.ts";

/** What is under way ends; nothing more begins. */
export const StopStackSetOperation = operation(StopStackSetOperationCommand, {
  needs: async (input, ctx) => [
    await onSet("StopStackSetOperation", input, ctx),
  ],

  async handle(input, ctx) {
    const found = await setOf(input, ctx);
    const row = await setOperationOf(found, input.OperationId, ctx);
    if (!/^(QUEUED|RUNNING|STOPPING)$/.test(row.status))
      throw fault(
        InvalidOperationException,
        `Operation ${row.id} is in ${row.status} status and cannot be stopped`,
      );
    await ctx
      .table(setOperations, { accountId: found.place.accountId })
      .put({ ...row, status: "STOPPING" });
    return {};
  },
});
