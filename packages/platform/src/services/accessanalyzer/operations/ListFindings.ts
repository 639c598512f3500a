import { ListFindingsCommand } from "@aws-sdk/client-accessanalyzer";
import { operation } from "../../../core/operation.ts";
import { nameIn, needOn } from "../analyzers.ts";
import { analyze } from "../findings/analyze.ts";
import { externalAnalyzer, shownExternal } from "../findings/external.ts";
import { chosen } from "../findings/shown.ts";
import { pageOf } from "../page.ts";
import { findings } from "../tables.ts";

/** The findings of an analyzer of outside access, each with who is let in. */
export const ListFindings = operation(ListFindingsCommand, {
  needs: ({ analyzerArn }, ctx) =>
    needOn("ListFindings", nameIn(analyzerArn, ctx), ctx),

  async handle({ analyzerArn, filter, sort, ...asked }, ctx) {
    const analyzer = await externalAnalyzer(nameIn(analyzerArn, ctx), ctx);
    const rows = asked.nextToken
      ? (await ctx.table(findings).list({ prefix: [analyzer.name] })).rows
      : await analyze(analyzer, ctx);
    const meant = chosen(rows, ctx.accountId, filter, sort);
    const { items, nextToken } = pageOf(meant, asked);
    return {
      findings: items.map((row) => shownExternal(row, ctx.accountId)),
      ...nextToken,
    };
  },
});
