import { DeleteTrailCommand } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../core/operation.ts";
import { trails } from "../trails/tables.ts";
import { changeableTrail, onTrail } from "../trails/trail.ts";

export const DeleteTrail = operation(DeleteTrailCommand, {
  needs: async ({ Name }, ctx) => [await onTrail("DeleteTrail", Name, ctx)],

  async handle({ Name }, ctx) {
    const { name } = await changeableTrail(Name, ctx);
    await ctx.table(trails).delete(name);
    return {};
  },
});
