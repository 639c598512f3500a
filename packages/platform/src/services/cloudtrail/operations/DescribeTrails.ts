import { DescribeTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { allow, operation } from "../../../core/operation.ts";
import { trails } from "../trails/tables.ts";
import { shownTrail, trailReference } from "../trails/trail.ts";

/** Trails of the Region, or those that are named; names that no trail has are passed over. */
export const DescribeTrails = operation(DescribeTrailsCommand, {
  needs: () => [allow("cloudtrail:DescribeTrails", "*")],

  async handle({ trailNameList = [] }, ctx) {
    if (trailNameList.length === 0) {
      const { rows } = await ctx.table(trails).list();
      return { trailList: rows.map((row) => shownTrail(row, ctx)) };
    }
    const trailList = [];
    for (const text of trailNameList) {
      const reference = trailReference(text, ctx);
      if (reference.accountId !== ctx.accountId) continue;
      const row = await ctx.table(trails, reference).get(reference.name);
      if (row) trailList.push(shownTrail(row, reference));
    }
    return { trailList };
  },
});
