import {
  DescribeStackInstanceCommand,
  StackInstanceNotFoundException,
} from "@aws-sdk/client-cloudformation";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { onSet, setOf } from "../stack-sets/sets.ts";
import { shownInstance } from "../stack-sets/shown.ts";
import { stackInstances } from "../stack-sets/tables.ts";

export const DescribeStackInstance = operation(DescribeStackInstanceCommand, {
  needs: async (input, ctx) => [
    await onSet("DescribeStackInstance", input, ctx),
  ],

  async handle(input, ctx) {
    const { set, place } = await setOf(input, ctx);
    const { StackInstanceAccount: account, StackInstanceRegion: region } =
      input;
    const row = await ctx
      .table(stackInstances, { accountId: place.accountId })
      .get(set.id, account, region);
    if (!row)
      throw fault(
        StackInstanceNotFoundException,
        `Stack instance for StackSet ${set.name}, account ${account}, and region ${region} not found`,
      );
    return { StackInstance: shownInstance(row) };
  },
});
