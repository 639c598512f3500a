import { GetContextKeysForPrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { entityNamed, onEntity } from "../entities.ts";
import { heldPolicies } from "../held-policies.ts";
import { keysNamedIn } from "../simulation/keys-named-in.ts";
import { simulatedHeld } from "../simulation/scenario-parts.ts";
import { inputPolicies } from "../simulation/simulated-policy.ts";

/** The condition keys that the policies of a user (with its groups), a group or a role ask for. */
export const GetContextKeysForPrincipalPolicy = operation(
  GetContextKeysForPrincipalPolicyCommand,
  {
    needs: ({ PolicySourceArn }, ctx) =>
      onEntity("GetContextKeysForPrincipalPolicy", PolicySourceArn, ctx),

    async handle({ PolicySourceArn, PolicyInputList }, ctx) {
      const entity = await entityNamed(PolicySourceArn, ctx);
      const held = await heldPolicies(entity, ctx);
      return keysNamedIn([
        ...held.map(simulatedHeld),
        ...inputPolicies("PolicyInputList", PolicyInputList),
      ]);
    },
  },
);
