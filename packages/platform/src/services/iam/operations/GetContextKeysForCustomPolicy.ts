import { GetContextKeysForCustomPolicyCommand } from "@aws-sdk/client-iam";
import { allow, operation } from "../../../core/operation.ts";
import { keysNamedIn } from "../simulation/keys-named-in.ts";
import { inputPolicies } from "../simulation/simulated-policy.ts";

/** The condition keys that policies ask for, so that a simulation can be given their values. */
export const GetContextKeysForCustomPolicy = operation(
  GetContextKeysForCustomPolicyCommand,
  {
    needs: () => [allow("iam:GetContextKeysForCustomPolicy", "*")],

    handle: async ({ PolicyInputList }) =>
      keysNamedIn(inputPolicies("PolicyInputList", PolicyInputList)),
  },
);
