import { DeleteGroupCommand } from "@aws-sdk/client-xray";
import { operation } from "../../../core/operation.ts";
import { knownGroup, onGroup } from "../groups.ts";
import { groups } from "../tables.ts";

export const DeleteGroup = operation(DeleteGroupCommand, {
  needs: async (input, ctx) => [await onGroup("xray:DeleteGroup", input, ctx)],

  async handle(input, ctx) {
    const { name } = await knownGroup(input, ctx);
    await ctx.table(groups).delete(name);
    return {};
  },
});
