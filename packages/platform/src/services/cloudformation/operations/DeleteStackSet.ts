import {
  DeleteStackSetCommand,
  OperationInProgressException,
  StackSetNotEmptyException,
} from "@aws-sdk/client-cloudformation";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { isBusy } from "../stack-sets/begin.ts";
import { ownerOf } from "../stack-sets/organization.ts";
import { knownSet, onSet } from "../stack-sets/sets.ts";
import { stackInstances, stackSets } from "../stack-sets/tables.ts";

/** Deleting a set that is not there is no error. */
export const DeleteStackSet = operation(DeleteStackSetCommand, {
  needs: async (input, ctx) => [await onSet("DeleteStackSet", input, ctx)],

  async handle({ StackSetName, CallAs }, ctx) {
    const place = await ownerOf(CallAs, ctx);
    const set = await knownSet(StackSetName, place, ctx);
    if (!set || set.status === "DELETED") return {};
    const { accountId } = place;
    const { rows } = await ctx
      .table(stackInstances, { accountId })
      .list({ prefix: [set.id], limit: 1 });
    if (rows.length > 0)
      throw fault(StackSetNotEmptyException, "StackSet is not empty");
    if (await isBusy({ set, place }, ctx))
      throw fault(
        OperationInProgressException,
        `Another Operation on StackSet ${set.name} is in progress`,
      );
    await ctx
      .table(stackSets, { accountId })
      .put({ ...set, status: "DELETED" });
    return {};
  },
});
