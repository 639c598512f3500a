import { DeleteAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import { operation } from "../../../core/operation.ts";
import { findAnalyzer, needOn } from "../analyzers.ts";
import { analyzers, findings } from "../tables.ts";

/** Ends an analyzer; its findings go with it. */
export const DeleteAnalyzer = operation(DeleteAnalyzerCommand, {
  needs: ({ analyzerName }, ctx) => needOn("DeleteAnalyzer", analyzerName, ctx),

  async handle({ analyzerName }, ctx) {
    const { name } = await findAnalyzer(analyzerName, ctx);
    const { rows } = await ctx.table(findings).list({ prefix: [name] });
    for (const { id } of rows) await ctx.table(findings).delete(name, id);
    await ctx.table(analyzers).delete(name);
    return {};
  },
});
