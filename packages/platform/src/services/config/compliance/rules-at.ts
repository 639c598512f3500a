import type { Compliance } from "@aws-sdk/client-config-service";
import type { Context, Place } from "../../../core/context.ts";
import { results, rules } from "../tables.ts";
import { complianceOf } from "./counted.ts";

/** A rule of some place, and what it comes to there. */
export interface RuleAt {
  readonly place: Place;
  readonly rule: string;
  readonly compliance: Compliance;
}

/** Every rule of some places with its compliance. */
export async function rulesAt(
  places: readonly Place[],
  ctx: Context,
): Promise<readonly RuleAt[]> {
  const found = await Promise.all(
    places.map(async (place) => {
      const { rows } = await ctx.table(rules, place).list();
      return Promise.all(
        rows.map(async ({ name }) => ({
          place,
          rule: name,
          compliance: complianceOf(
            (await ctx.table(results, place).list({ prefix: [name] })).rows,
          ),
        })),
      );
    }),
  );
  return found.flat();
}
