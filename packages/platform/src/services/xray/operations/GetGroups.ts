import { GetGroupsCommand } from "@aws-sdk/client-xray";
import { allow, operation } from "../../../core/operation.ts";
import { groupOf } from "../groups.ts";
import { groups } from "../tables.ts";

/** All in one page: there are at most 25. */
export const GetGroups = operation(GetGroupsCommand, {
  needs: () => [allow("xray:GetGroups", "*")],

  async handle(_, ctx) {
    const { rows } = await ctx.table(groups).list();
    return { Groups: rows.map((row) => groupOf(row, ctx)) };
  },
});
