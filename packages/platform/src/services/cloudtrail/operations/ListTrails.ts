import { ListTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { allow, operation } from "../../../core/operation.ts";
import { trailArn, trails } from "../trails/tables.ts";

/** All trails of the Region: there are five at most, so that no page follows. */
export const ListTrails = operation(ListTrailsCommand, {
  needs: () => [allow("cloudtrail:ListTrails", "*")],

  async handle(_input, ctx) {
    const { rows } = await ctx.table(trails).list();
    return {
      Trails: rows.map(({ name }) => ({
        Name: name,
        TrailARN: trailArn(ctx, name),
        HomeRegion: ctx.region,
      })),
    };
  },
});
