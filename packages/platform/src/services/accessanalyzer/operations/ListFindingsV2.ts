import { ListFindingsV2Command } from "@aws-sdk/client-accessanalyzer";
import { operation } from "../../../core/operation.ts";
import { findAnalyzer, nameIn, needOn } from "../analyzers.ts";
import { analyze } from "../findings/analyze.ts";
import { chosen, shownFinding } from "../findings/shown.ts";
import { pageOf } from "../page.ts";
import { findings } from "../tables.ts";

/** What an analyzer finds in the account as it is now: the first page looks anew, further ones go on with it. */
export const ListFindingsV2 = operation(ListFindingsV2Command, {
  needs: ({ analyzerArn }, ctx) =>
    needOn("ListFindings", nameIn(analyzerArn, ctx), ctx),

  async handle({ analyzerArn, filter, sort, ...asked }, ctx) {
    const analyzer = await findAnalyzer(nameIn(analyzerArn, ctx), ctx);
    const rows = asked.nextToken
      ? (await ctx.table(findings).list({ prefix: [analyzer.name] })).rows
      : await analyze(analyzer, ctx);
    const meant = chosen(rows, ctx.accountId, filter, sort);
    const { items, nextToken } = pageOf(meant, asked);
    return {
      findings: items.map((row) => shownFinding(row, ctx.accountId)),
      ...nextToken,
    };
  },
});
