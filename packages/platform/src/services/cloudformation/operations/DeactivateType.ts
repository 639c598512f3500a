import { DeactivateTypeCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { hookOf, refused } from "../registry/known-type.ts";
import { configurations, hookTypes } from "../registry/tables.ts";

export const DeactivateType = operation(DeactivateTypeCommand, {
  needs: () => [allow("cloudformation:DeactivateType", "*")],

  async handle(input, ctx) {
    const { typeName, originalTypeName } = await hookOf(input, ctx);
    if (originalTypeName === undefined)
      throw refused(`${typeName} is no activated type: deregister it instead`);
    await ctx.table(configurations).delete(typeName);
    await ctx.table(hookTypes).delete(typeName);
    return {};
  },
});
