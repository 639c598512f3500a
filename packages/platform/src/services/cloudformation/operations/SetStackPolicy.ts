import { SetStackPolicyCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { stackRequestKeys } from "../request-keys.ts";
import { checkedStackPolicy } from "../stack-policy.ts";
import { changeStack, invalid, onStack, stackOf } from "../stack.ts";
import { textAt } from "../template-source.ts";

export const SetStackPolicy = operation(SetStackPolicyCommand, {
  needs: async (input, ctx) => [
    await onStack(
      "SetStackPolicy",
      input.StackName,
      ctx,
      stackRequestKeys(input),
    ),
  ],

  async handle({ StackName, StackPolicyBody, StackPolicyURL }, ctx) {
    const stack = await stackOf(StackName, ctx);
    if ((StackPolicyBody === undefined) === (StackPolicyURL === undefined))
      throw invalid(
        "You must specify either StackPolicyBody or StackPolicyURL",
      );
    const policy = checkedStackPolicy(
      StackPolicyBody ?? (await textAt(StackPolicyURL ?? "", ctx)),
    );
    await changeStack(stack.id, (row) => ({ ...row, policy }), ctx);
    return {};
  },
});
