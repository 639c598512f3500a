import { DescribeStackSetCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { onSet, setOf } from "../stack-sets/sets.ts";
import { shownSet } from "../stack-sets/shown.ts";
import { stackInstances } from "../stack-sets/tables.ts";

export const DescribeStackSet = operation(DescribeStackSetCommand, {
  needs: async (input, ctx) => [await onSet("DescribeStackSet", input, ctx)],

  async handle(input, ctx) {
    const found = await setOf(input, ctx);
    const { accountId } = found.place;
    const { rows } = await ctx
      .table(stackInstances, { accountId })
      .list({ prefix: [found.set.id] });
    return { StackSet: shownSet(found, rows) };
  },
});
