import {
  UpdateAnalyzerCommand,
  ValidationException,
} from "@aws-sdk/client-accessanalyzer";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { findAnalyzer, needOn } from "../analyzers.ts";
import { analyzers } from "../tables.ts";

/** Changes after how many days access counts as unused. */
export const UpdateAnalyzer = operation(UpdateAnalyzerCommand, {
  needs: ({ analyzerName }, ctx) => needOn("UpdateAnalyzer", analyzerName, ctx),

  async handle({ analyzerName, configuration }, ctx) {
    const row = await findAnalyzer(analyzerName, ctx);
    const unusedAccessAge =
      configuration?.unusedAccess?.unusedAccessAge ?? row.unusedAccessAge;
    if (configuration && row.type === "ACCOUNT")
      throw fault(
        ValidationException,
        "Analyzers of the type ACCOUNT have no configuration.",
        { reason: "notSupported" },
      );
    if (configuration?.unusedAccess?.analysisRule)
      throw fault("NotImplemented", "Analysis rules are not built.", 501);
    if (unusedAccessAge === undefined) return {};
    await ctx.table(analyzers).put({ ...row, unusedAccessAge });
    return { configuration: { unusedAccess: { unusedAccessAge } } };
  },
});
