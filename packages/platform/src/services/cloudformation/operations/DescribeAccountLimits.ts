import { DescribeAccountLimitsCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";

/** CloudFormation's quotas (user guide, "Understand CloudFormation quotas"). */
const LIMITS = {
  StackLimit: 2000,
  StackOutputsLimit: 200,
  ConcurrentResourcesLimit: 2500,
};

export const DescribeAccountLimits = operation(DescribeAccountLimitsCommand, {
  needs: () => [allow("cloudformation:DescribeAccountLimits", "*")],

  async handle() {
    return {
      AccountLimits: Object.entries(LIMITS).map(([Name, Value]) => ({
        Name,
        Value,
      })),
    };
  },
});
