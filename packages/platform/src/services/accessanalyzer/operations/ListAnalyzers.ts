import { ListAnalyzersCommand } from "@aws-sdk/client-accessanalyzer";
import { allow, operation } from "../../../core/operation.ts";
import { shownAnalyzer } from "../analyzers.ts";
import { pageOf } from "../page.ts";
import { analyzers } from "../tables.ts";

/** The Region's analyzers, by name. */
export const ListAnalyzers = operation(ListAnalyzersCommand, {
  needs: () => [allow("access-analyzer:ListAnalyzers", "*")],

  async handle({ type, ...asked }, ctx) {
    const { rows } = await ctx.table(analyzers).list();
    const meant = rows.filter((row) => (type ?? row.type) === row.type);
    const { items, nextToken } = pageOf(meant, asked);
    return {
      analyzers: items.map((row) => shownAnalyzer(row, ctx)),
      ...nextToken,
    };
  },
});
