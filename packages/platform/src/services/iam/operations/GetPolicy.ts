import { GetPolicyCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { usesOf } from "../policy-uses.ts";
import { onPolicy, policyNamed, wholePolicy } from "../policies.ts";

export const GetPolicy = operation(GetPolicyCommand, {
  needs: ({ PolicyArn }, ctx) => onPolicy("GetPolicy", PolicyArn, ctx),

  async handle({ PolicyArn }, ctx) {
    const policy = await policyNamed(PolicyArn, ctx);
    return { Policy: wholePolicy(policy, await usesOf(PolicyArn, ctx)) };
  },
});
