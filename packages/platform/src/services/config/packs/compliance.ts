import type { ConformancePackComplianceType } from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { complianceOf } from "../compliance/counted.ts";
import { results } from "../tables.ts";
import { togetherOf } from "../verdict.ts";
import type { PackRow } from "./tables.ts";

/** What a pack's rules say, each and together. */
export async function packCompliance(
  { rules }: PackRow,
  ctx: Context,
): Promise<{
  together: ConformancePackComplianceType;
  rules: readonly { name: string; compliance: ConformancePackComplianceType }[];
}> {
  const found = await Promise.all(
    rules.map(async (name) => {
      const { rows } = await ctx.table(results).list({ prefix: [name] });
      const compliance = complianceOf(rows)
        .ComplianceType as ConformancePackComplianceType;
      return { name, compliance };
    }),
  );
  const together = togetherOf(found) as ConformancePackComplianceType;
  return { together, rules: found };
}
