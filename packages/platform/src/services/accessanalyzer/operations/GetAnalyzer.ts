import { GetAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import { operation } from "../../../core/operation.ts";
import { findAnalyzer, needOn, shownAnalyzer } from "../analyzers.ts";

/** One analyzer. */
export const GetAnalyzer = operation(GetAnalyzerCommand, {
  needs: ({ analyzerName }, ctx) => needOn("GetAnalyzer", analyzerName, ctx),

  handle: async ({ analyzerName }, ctx) => ({
    analyzer: shownAnalyzer(await findAnalyzer(analyzerName, ctx), ctx),
  }),
});
