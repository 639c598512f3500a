import { GetStackPolicyCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { onStack, stackOf } from "../stack.ts";

export const GetStackPolicy = operation(GetStackPolicyCommand, {
  needs: async ({ StackName }, ctx) => [
    await onStack("GetStackPolicy", StackName, ctx),
  ],

  async handle({ StackName }, ctx) {
    const { policy } = await stackOf(StackName, ctx);
    return policy === undefined ? {} : { StackPolicyBody: policy };
  },
});
