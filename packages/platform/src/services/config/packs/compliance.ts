import type { ConformancePackComplianceType } from "@aws-sdk/client-config-service";
import type { Context, Place } from "../../../core/context.ts";
import { complianceOf } from "../compliance/counted.ts";
import { results } from "../tables.ts";
import { togetherOf } from "../verdict.ts";
import { packs, type PackRow } from "./tables.ts";

/** What a pack's rules say, each and together. */
export interface PackCompliance {
  readonly together: ConformancePackComplianceType;
  readonly rules: readonly {
    readonly name: string;
    readonly compliance: ConformancePackComplianceType;
  }[];
}

export async function packCompliance(
  { rules }: PackRow,
  ctx: Context,
  place: Place = ctx,
): Promise<PackCompliance> {
  const found = await Promise.all(
    rules.map(async (name) => {
      const { rows } = await ctx.table(results, place).list({ prefix: [name] });
      const compliance = complianceOf(rows)
        .ComplianceType as ConformancePackComplianceType;
      return { name, compliance };
    }),
  );
  const together = togetherOf(found) as ConformancePackComplianceType;
  return { together, rules: found };
}

/** A pack of some place, and what it comes to there. */
export interface PackAt extends PackCompliance {
  readonly place: Place;
  readonly name: string;
}

/** Every pack of some places with its compliance. */
export async function packsAt(
  places: readonly Place[],
  ctx: Context,
): Promise<readonly PackAt[]> {
  const found = await Promise.all(
    places.map(async (place) => {
      const { rows } = await ctx.table(packs, place).list();
      return Promise.all(
        rows.map(async (pack) => ({
          place,
          name: pack.name,
          ...(await packCompliance(pack, ctx, place)),
        })),
      );
    }),
  );
  return found.flat();
}
