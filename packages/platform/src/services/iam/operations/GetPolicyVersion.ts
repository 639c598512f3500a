import { GetPolicyVersionCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { onPolicy, policyNamed, versionOf, wholeVersion } from "../policies.ts";

export const GetPolicyVersion = operation(GetPolicyVersionCommand, {
  needs: ({ PolicyArn }, ctx) => onPolicy("GetPolicyVersion", PolicyArn, ctx),

  async handle({ PolicyArn, VersionId }, ctx) {
    const policy = await policyNamed(PolicyArn, ctx);
    return {
      PolicyVersion: wholeVersion(policy, versionOf(policy, VersionId)),
    };
  },
});
