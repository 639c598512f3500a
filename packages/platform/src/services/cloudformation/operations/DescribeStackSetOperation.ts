import { DescribeStackSetOperationCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { onSet, setOf, setOperationOf } from "../stack-sets/sets.ts";
import { shownOperation } from "../stack-sets/shown.ts";

export const DescribeStackSetOperation = operation(
  DescribeStackSetOperationCommand,
  {
    needs: async (input, ctx) => [
      await onSet("DescribeStackSetOperation", input, ctx),
    ],

    async handle(input, ctx) {
      const found = await setOf(input, ctx);
      const row = await setOperationOf(found, input.OperationId, ctx);
      return { StackSetOperation: shownOperation(found, row) };
    },
  },
);
