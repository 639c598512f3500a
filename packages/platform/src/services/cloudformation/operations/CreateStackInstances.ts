import { CreateStackInstancesCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { invalid } from "../stack.ts";
import { beginSetOperation } from "../stack-sets/begin.ts";
import { overridesIn } from "../stack-sets/overrides.ts";
import { checkPreferences } from "../stack-sets/preferences.ts";
import { onSet, setOf } from "../stack-sets/sets.ts";
import { stackSets } from "../stack-sets/tables.ts";
import { requestedTargets } from "../stack-sets/targets.ts";
import { withUnits } from "../stack-sets/units.ts";

export const CreateStackInstances = operation(CreateStackInstancesCommand, {
  needs: async (input, ctx) => [
    await onSet("CreateStackInstances", input, ctx, {
      "cloudformation:TargetRegion": input.Regions,
    }),
  ],

  async handle(input, ctx) {
    const found = await setOf(input, ctx);
    checkPreferences(input.OperationPreferences);
    const targets = await requestedTargets(found, input, ctx);
    if (found.set.permissionModel === "SELF_MANAGED" && targets.length === 0)
      throw invalid("Accounts and Regions must not be empty.");
    const OperationId = await beginSetOperation(
      found,
      targets,
      {
        action: "CREATE",
        id: input.OperationId,
        preferences: input.OperationPreferences,
        shownTargets: input.DeploymentTargets,
        overrides: overridesIn(found.set, input.ParameterOverrides),
      },
      ctx,
    );
    const set = withUnits(found.set, input, "with");
    if (set !== found.set)
      await ctx.table(stackSets, { accountId: found.place.accountId }).put(set);
    return { OperationId };
  },
});
