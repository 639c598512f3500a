import { DeleteStackInstancesCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { beginSetOperation } from "../stack-sets/begin.ts";
import { checkPreferences } from "../stack-sets/preferences.ts";
import { onSet, setOf } from "../stack-sets/sets.ts";
import { stackSets } from "../stack-sets/tables.ts";
import { requestedInstances } from "../stack-sets/targets.ts";
import { withUnits } from "../stack-sets/units.ts";

export const DeleteStackInstances = operation(DeleteStackInstancesCommand, {
  needs: async (input, ctx) => [
    await onSet("DeleteStackInstances", input, ctx, {
      "cloudformation:TargetRegion": input.Regions,
    }),
  ],

  async handle(input, ctx) {
    const found = await setOf(input, ctx);
    checkPreferences(input.OperationPreferences);
    const instances = await requestedInstances(found, input, ctx);
    const OperationId = await beginSetOperation(
      found,
      instances,
      {
        action: "DELETE",
        id: input.OperationId,
        preferences: input.OperationPreferences,
        shownTargets: input.DeploymentTargets,
        retainStacks: input.RetainStacks,
      },
      ctx,
    );
    const set = withUnits(found.set, input, "without");
    if (set !== found.set)
      await ctx.table(stackSets, { accountId: found.place.accountId }).put(set);
    return { OperationId };
  },
});
