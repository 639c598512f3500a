import { SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { entityNamed, onEntity } from "../entities.ts";
import { heldPolicies } from "../held-policies.ts";
import { contextOfEntries } from "../simulation/context-entries.ts";
import { exclusionsOf } from "../simulation/exclusions.ts";
import { organizationLevels } from "../simulation/organization-levels.ts";
import {
  boundaryOf,
  ownBoundary,
  resourceSide,
  simulatedHeld,
} from "../simulation/scenario-parts.ts";
import { simulatedCaller } from "../simulation/simulated-caller.ts";
import { simulatedPage } from "../simulation/simulated-page.ts";
import { inputPolicies } from "../simulation/simulated-policy.ts";

/** What requests of a user, role or group would come to: with its policies, and more or fewer where they are named. */
export const SimulatePrincipalPolicy = operation(
  SimulatePrincipalPolicyCommand,
  {
    needs: ({ PolicySourceArn }, ctx) =>
      onEntity("SimulatePrincipalPolicy", PolicySourceArn, ctx),

    async handle(input, ctx) {
      const { PolicySourceArn, CallerArn = PolicySourceArn } = input;
      const entity = await entityNamed(PolicySourceArn, ctx);
      const caller = await simulatedCaller(CallerArn, ctx);
      const excluded = exclusionsOf(input.PolicyExclusionList);
      const held = await heldPolicies(entity, ctx);
      const scenario = {
        principal: caller.principal,
        identity: [
          ...held
            .filter((policy) => !excluded.policy(policy))
            .map(simulatedHeld),
          ...inputPolicies("PolicyInputList", input.PolicyInputList),
        ],
        ...(excluded.boundary ? {} : await ownBoundary(entity, ctx)),
        ...boundaryOf(input.PermissionsBoundaryPolicyInputList),
        ...resourceSide(input, caller),
        ...(excluded.organization ? {} : await organizationLevels(ctx)),
        context: new Map([
          ...caller.context,
          ...contextOfEntries(input.ContextEntries),
        ]),
      };
      return simulatedPage(scenario, input);
    },
  },
);
