import {
  StackInstanceNotFoundException,
  UpdateStackInstancesCommand,
} from "@aws-sdk/client-cloudformation";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { beginSetOperation } from "../stack-sets/begin.ts";
import { overridesIn } from "../stack-sets/overrides.ts";
import { checkPreferences } from "../stack-sets/preferences.ts";
import { onSet, setOf } from "../stack-sets/sets.ts";
import { requestedInstances } from "../stack-sets/targets.ts";

export const UpdateStackInstances = operation(UpdateStackInstancesCommand, {
  needs: async (input, ctx) => [
    await onSet("UpdateStackInstances", input, ctx, {
      "cloudformation:TargetRegion": input.Regions,
    }),
  ],

  async handle(input, ctx) {
    const found = await setOf(input, ctx);
    checkPreferences(input.OperationPreferences);
    const instances = await requestedInstances(found, input, ctx);
    if (instances.length === 0)
      throw fault(
        StackInstanceNotFoundException,
        `StackSet ${found.set.name} has no such stack instance`,
      );
    const OperationId = await beginSetOperation(
      found,
      instances,
      {
        action: "UPDATE",
        id: input.OperationId,
        preferences: input.OperationPreferences,
        shownTargets: input.DeploymentTargets,
        overrides:
          input.ParameterOverrides &&
          overridesIn(found.set, input.ParameterOverrides),
      },
      ctx,
    );
    return { OperationId };
  },
});
