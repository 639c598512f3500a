import {
  GetFindingV2Command,
  ResourceNotFoundException,
} from "@aws-sdk/client-accessanalyzer";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { findAnalyzer, nameIn, needOn } from "../analyzers.ts";
import { shownDetail, shownFinding } from "../findings/shown.ts";
import { pageOf } from "../page.ts";
import { findings } from "../tables.ts";

/** One finding with its details: who is let in and under which conditions, or what was not used. */
export const GetFindingV2 = operation(GetFindingV2Command, {
  needs: ({ analyzerArn }, ctx) =>
    needOn("GetFinding", nameIn(analyzerArn, ctx), ctx),

  async handle({ analyzerArn, id, ...asked }, ctx) {
    const { name } = await findAnalyzer(nameIn(analyzerArn, ctx), ctx);
    const row = await ctx.table(findings).get(name, id);
    if (!row)
      throw fault(ResourceNotFoundException, `Finding not found: ${id}`, {
        resourceId: id,
        resourceType: "Finding",
      });
    const { items, nextToken } = pageOf(row.details, asked);
    return {
      ...shownFinding(row, ctx.accountId),
      findingDetails: items.map(shownDetail),
      ...nextToken,
    };
  },
});
