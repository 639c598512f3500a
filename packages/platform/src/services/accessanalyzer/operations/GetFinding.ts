import {
  GetFindingCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-accessanalyzer";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { nameIn, needOn } from "../analyzers.ts";
import { externalAnalyzer, shownExternal } from "../findings/external.ts";
import { findings } from "../tables.ts";

/** One finding of outside access. */
export const GetFinding = operation(GetFindingCommand, {
  needs: ({ analyzerArn }, ctx) =>
    needOn("GetFinding", nameIn(analyzerArn, ctx), ctx),

  async handle({ analyzerArn, id }, ctx) {
    const { name } = await externalAnalyzer(nameIn(analyzerArn, ctx), ctx);
    const row = await ctx.table(findings).get(name, id);
    if (!row)
      throw fault(ResourceNotFoundException, `Finding not found: ${id}`, {
        resourceId: id,
        resourceType: "Finding",
      });
    return { finding: shownExternal(row, ctx.accountId) };
  },
});
