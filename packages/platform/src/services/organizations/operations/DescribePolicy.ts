import { DescribePolicyCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { onPolicy } from "../arns.ts";
import { asAdministrator } from "../membership.ts";
import { policyIn, wholePolicy } from "../policies.ts";

export const DescribePolicy = operation(DescribePolicyCommand, {
  needs: async ({ PolicyId }, ctx) => [
    await onPolicy("DescribePolicy", PolicyId, ctx),
  ],

  async handle({ PolicyId }, ctx) {
    const organization = await asAdministrator(ctx);
    const policy = await policyIn(organization, PolicyId, ctx);
    return { Policy: wholePolicy(organization, policy) };
  },
});
